"""The texts in English."""

from __future__ import annotations

from typing import Final

from bot.texts.shape import Texts

ENGLISH: Final = Texts(
    language="en",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    about="Ask about the news and get an exact quote from the article that answers, with its source.",
    description=(
        "Send a question about the news. I look for the part of an article that answers it and quote it word for "
        "word, with its section and source.\n\n"
        "The articles are mostly in Indonesian, so questions in Indonesian work best."
    ),
    menu=(
        ("ask", "Ask a question"),
        ("articles", "See the articles"),
        ("focus", "Talk about one article only"),
        ("settings", "Language and other settings"),
        ("add", "Add an article"),
        ("replace", "Replace an article"),
        ("remove", "Remove an article"),
        ("undo", "Undo the last change"),
        ("unanswered", "See what went unanswered"),
        ("statistics", "See figures about the questions"),
        ("status", "See how I am doing"),
        ("help", "How to use Kutip"),
        ("privacy", "What I keep about you"),
        ("deletedata", "Delete your data"),
    ),
    hello="Hello, {name}! I am Kutip.",
    nameless="there",
    what_i_do=(
        "Ask me anything about the news here. I answer by quoting the part of the article that says it, "
        "with its source. I make nothing up. The articles are mostly in Indonesian, and so are the best questions."
    ),
    try_one="Not sure what to ask? Tap one of these topics:",
    just_ask="Just type your question.",
    empty_library="There are no articles for me to quote yet. Please try again later.",
    help_title="How to ask",
    help_asking=(
        "Type your question the way you would say it.",
        (
            "Want to know more? Just go on: “kalau Iran?” (and Iran?), “kapan itu?” (when was that?). "
            "I remember our conversation for ten minutes. You can also reply to any answer of mine, at any time."
        ),
        "A typo? Edit your question and my answer changes with it.",
        "“Another part” shows the next quote that may fit.",
        "In a group, name me in your question, use /ask, or reply to an answer of mine. Otherwise I keep silent.",
    ),
    help_inline="Want to share a quote? In any chat, type {name} and your question, and choose a result.",
    help_commands=(
        ("/ask", "ask a question"),
        ("/articles", "see the articles and what is in them"),
        ("/focus", "talk about one article only"),
        ("/settings", "language and other settings"),
        ("/help", "show this help"),
        ("/privacy", "what I keep about you"),
        ("/deletedata", "delete your data"),
    ),
    help_editing=(
        "For you, who run this bot: /add adds an article to the public library (a link, a text, a file, or in reply to "
        "a message), /replace replaces one, /remove removes one, /undo takes back the last change. "
        "/unanswered shows the questions that got no answer, for you to give one. "
        "/statistics draws what is asked, /status tells how I am doing."
    ),
    help_try="Want to try? Tap one of these topics:",
    help_focused="I am answering from the article “{title}” alone. To go back to all articles, send /focus all.",
    help_in_group_example="For example: {name} {topic}",
    help_in_group_more=(
        "/focus makes me answer from one article only. With /settings, the group's admins choose the language, the "
        "articles I use, and whether I may answer without being called; with /add, they add articles of its own; "
        "/unanswered shows them what got no answer."
    ),
    welcome=(
        "Hello, everyone! I am Kutip: ask about the news, and I answer with a quotation from the article, and where it "
        "comes from."
    ),
    welcome_admins=(
        "For admins: /add adds articles for this group alone, /settings chooses the language, the articles I use, "
        "and whether I may answer without being called."
    ),
    help_in_group=(
        "Ask me with /ask, by naming {name} in your question, or by replying to an answer of mine. "
        "Want somebody else's question answered? Reply to it and name {name}."
    ),
    greeted="Hello! What would you like to know about the news?",
    thanked="You are welcome! Ask me again whenever you like.",
    what_question="What would you like to ask?",
    question_placeholder="Type your question",
    only_words="Sorry, I can only read words so far. Please type your question.",
    only_words_example="For example about: {topic}",
    unknown_command="I do not know that command. See /help, or just type your question.",
    lead="Opening",
    unsure="I am not sure, but this may be it:",
    not_found="Sorry, I could not find an answer in the articles I have.",
    not_found_hint=(
        "Try a fuller question or other words, such as the name of a person, a place or an event. "
        "Indonesian works best."
    ),
    not_found_within="Sorry, I could not find an answer in the article “{title}”.",
    ask_everywhere_hint="Another article may have it.",
    ask_everywhere="Search all articles",
    which="Which one do you mean?",
    also="Also reported by {publishers}",
    did_it_help="Does this answer your question?",
    yes="Yes 👍",
    no="No 👎",
    other_part="Another part ▸",
    open_article="Open article",
    see_articles="See the articles",
    search_hint="Looking for one of them? Send /articles followed by words of its title or text.",
    searched="Search: “{search}”",
    found_inside="No title has these words, but you may be looking for one of these articles.",
    found_nothing="I found no article about “{search}”. Try other words, or see all of them.",
    all_articles="All articles",
    gist="Try asking: what is it about?",
    asked_button="Readers' questions ({count})",
    asked_title="Readers' questions",
    asked_times="{count} times",
    asked_none="No question of a reader's has been answered from this article yet.",
    articles_title="Articles",
    untitled="Untitled",
    author="by {name}",
    choose_section="Choose a section to read:",
    back_to_sections="◂ All sections",
    back_to_articles="◂ Articles",
    newer="◂ Newer",
    older="Older ▸",
    previous_page="◂ Previous",
    next_page="Next ▸",
    focused="From now on I answer from this article alone:",
    focused_hint="Ask away. To go back to all articles, send /focus all.",
    focus_now="I am answering from the article “{title}” alone.",
    focus_which="Which article shall we talk about?",
    focus_unknown="No article has “{search}” in its title. Try other words, or see /articles.",
    focus_this="Talk about this article",
    read_article="Read the article",
    let_go="All articles",
    unfocused="All right, I answer from all articles again.",
    # Inline mode, guest mode, deep links
    open_in_kutip="Open in Kutip",
    ask_about_article="Ask about this article",
    ask_in_kutip="Ask in Kutip",
    nothing_offered="Nothing found. Try asking in Kutip",
    offer_trouble="Something went wrong. Try asking in Kutip",
    guest_hint="Write your question and name {name} in it, or reply to a message with a question and name {name}.",
    read_section="Read this section",
    link_gone="Sorry, the article behind that link is no longer here.",
    # Settings of a chat
    settings_title="Settings here",
    settings_labels=(
        ("Automatic", "Bahasa Indonesia", "English"),
        ("When called", "Also when not called"),
        ("Only this chat's", "Public library"),
    ),
    settings_states=(
        (
            "Language: automatic, that of each asker's Telegram.",
            "Language: Indonesian, for everybody here.",
            "Language: English, for everybody here.",
        ),
        (
            "Answers: only when I am called.",
            "Answers: questions nobody asked me too, as long as I am sure. Otherwise I keep silent.",
        ),
        (
            "Articles: only those that belong here, without the public library.",
            "Articles: the public library, and those that belong here, if any.",
        ),
    ),
    settings_no_articles=(
        "No articles belong here yet, so there is nothing I can answer. Choose “Public library” to let me answer."
    ),
    settings_blind=(
        "But I cannot see all messages of this group yet. Make me an admin, or turn off my privacy mode at @BotFather "
        "(/setprivacy), then remove me and add me again."
    ),
    settings_refused="Sorry, only this group's admins can change the settings. Please ask one of them.",
    # The editor's desk
    ask_article=(
        "Reply to this message with the article: a link, its text, or a file (.txt, .md, .html, .pdf, .docx or .zip)."
    ),
    ask_replacement="Reply to this message with what is to replace “{title}”: a link, a text, or a file.",
    ask_title="What is the new title of “{title}”? Reply to this message with it.",
    article_placeholder="Link, text, or file",
    asked_of="For {name}:",
    title_placeholder="New title",
    reading="I am reading it …",
    cancel="Cancel",
    cancelled="All right, I stopped reading. Nothing has changed.",
    cancel_too_late="I have read it already. If you changed your mind, press “Undo”.",
    interrupted="I was restarted meanwhile, so that article was not added. Please send it again.",
    too_much_at_once="I am still reading a lot. Please wait until I am done, and send it again then.",
    public_library="the public library",
    own_library="this group's own articles",
    added="Added to {library}:",
    replaced="It was in {library} already; I replaced the old version:",
    unchanged="It is in {library} already, just like this. Nothing has changed:",
    renamed="It has its new title:",
    removed="Removed from {library}: “{title}”.",
    restored="Undone. “{title}” is as it was before.",
    taken_back="Undone. “{title}” is no longer there.",
    taken_back_all="Undone: {count} changes.",
    undo="Undo",
    rename="Change title",
    section_size="{heading} · quotes: {count}",
    more_sections="… and {count} more sections",
    discarded="Lines I threw out, as no part of the article: {count}.",
    maybe_cut="Telegram cuts long texts at 4,096 characters. If the end is missing, send the article as a .txt file.",
    see_discarded="See what was thrown out",
    discarded_title="What I threw out of “{title}”:",
    nothing_discarded="I threw nothing out of that article.",
    more_lines="… and {count} more lines",
    try_asking="Want to try a question? Tap one:",
    archive_title="Of that ZIP file, {taken} of {count} articles went into {library}.",
    archive_added="✓ {title}",
    archive_replaced="✓ {title} (replaces the old version)",
    archive_unchanged="= {title} (was there already, unchanged)",
    archive_refused="✗ {name}: {problem}",
    more_files="… and {count} more files",
    replace_which="Which article is to be replaced?",
    remove_which="Which article is to be removed?",
    edit_unknown="No article in {library} has “{search}” in its title. Try other words, or see /articles.",
    edit_empty="There is nothing in {library} yet. Add something with /add.",
    edit_elsewhere=(
        "That article is not from {library}, so it cannot be changed from here. Only articles that were added here can."
    ),
    edit_refused_in_private=(
        "Sorry, only those who run this bot can change the public library. If you are an admin of a group, take me in: "
        "articles that you add there are seen only there."
    ),
    edit_refused_in_group="Sorry, only this group's admins can change its articles. Please ask one of them.",
    edit_in_private=(
        "You are no admin of this group, so you cannot change its articles. For the public library, send me that "
        "command in our private chat."
    ),
    problems=(
        (
            "given.too_short",
            "That is too short for an article. Send a title with the text below it, or a link, or a file.",
        ),
        ("given.no_words", "I cannot read pictures, voices or videos. Send the article's text, its link, or a file."),
        (
            "given.too_big",
            "That file is larger than 20 MB, and Telegram does not give it to me. Send only the article, best as .txt.",
        ),
        ("given.lost", "I could not fetch that file from Telegram. Please send it once more."),
        ("given.several", "To replace an article I need a single one. That file holds several."),
        ("given.gone", "The article to be changed is no longer there."),
        ("given.title", "There is no title in that. Reply to my message with the new title, on one line."),
        (
            "text.nothing",
            "I found no article in it. It needs a title on the first line, and at least one paragraph below.",
        ),
        ("text.too_large", "That text is too long for an article. Send only the article."),
        ("text.binary", "That file is not a text. Save the article as .txt, .md, .html, .pdf or .docx."),
        ("web.bad_url", "I cannot read that address. Copy the article's address from a browser, and send it again."),
        ("web.not_http", "I only open addresses that begin with https:// or http://."),
        ("web.bad_port", "That address uses a port where web pages are not usual. Send the article's usual address."),
        ("web.private", "That address is not on the public internet, so I do not open it. Send the article's text."),
        ("web.unknown_host", "I cannot find that site. Please check the address."),
        ("web.unreachable", "I cannot reach that site. Try again in a while, or send the article's text."),
        ("web.tls", "That site cannot prove who it is (its certificate is not valid). Send the article's text."),
        ("web.too_slow", "That site took too long. Try again in a while, or send the article's text."),
        ("web.too_big", "That page is too big. Send the article's text."),
        ("web.too_many_redirects", "That address leads from page to page without end. Send the article's own address."),
        ("web.not_an_article", "There is no article at that address: I read web pages, text, PDF and Word."),
        ("web.not_found", "The site has no such page (any more). Please check the address."),
        ("web.forbidden", "The site does not let me read that page. Send the article's text if you may."),
        ("web.site_error", "That site is failing right now. Try again in a while."),
        ("web.unreadable", "The site's answer is broken or incomplete. Try again, or send the article's text."),
        ("page.empty", "That page is empty. If a browser shows a text, copy that and send it."),
        ("page.not_html", "That is no web page. Save it as HTML, or its text as .txt, and send that."),
        ("page.too_large", "That page is too large for an article. Send its text as .txt."),
        ("page.login", "That page shows the article only after a login or a subscription. Send its text if you may."),
        ("page.listing", "That page lists headlines and is no article. Open one of them, and send its address."),
        ("page.pictures", "That page has only pictures or videos, and no text to read."),
        (
            "page.no_text",
            "I found no article on that page. If a browser shows one, copy its title and text, and send that.",
        ),
        ("file.not_this_kind", "What is in that file is not what its name says. Save it again from its program."),
        ("file.old_word", "That is an old Word file (.doc). Save it as .docx, and send that."),
        ("file.broken", "That file is damaged or incomplete. Save or download it again, or send its text."),
        ("file.password", "That file is protected by a password. Save a copy without it, or send its text."),
        ("file.scanned", "That PDF is a scan: its pages are pictures without text. Run OCR on it, or send its text."),
        ("file.too_large", "What is in that file is too large for an article. Send only the article, best as .txt."),
        ("file.too_many_pages", "That file has too many pages; I read 200 at most. Send only the article's pages."),
        ("file.too_many_files", "That ZIP holds too much; I read 200 files at most. Split it into several."),
        ("file.nested", "That is an archive within an archive. Unpack it, and send the files in one ZIP."),
        ("file.no_files", "There is no file in that ZIP that I can read (.txt, .md, .html, .pdf or .docx)."),
        ("file.other_kind", "I do not read files of that kind. Save it as .txt, .md, .html, .pdf or .docx."),
        ("file.not_a_file", "That is a link, not a file. Put the file itself into the ZIP."),
        ("file.twice", "That ZIP has two files of this name. Give them different ones."),
        ("file.too_slow", "Reading that file took too long. Send its text instead."),
        ("file.crashed", "I could not read that file. Save it again from its program, or send its text."),
        (
            "quota.full",
            (
                "This group's library is full: it holds {most} articles at most. Remove an old one with /remove, or "
                "put yours in its place with /replace, then try again."
            ),
        ),
        (
            "quota.none",
            (
                "With this bot, groups cannot keep articles of their own. Ask whoever runs it to add the article to "
                "the public library; /privacy tells who that is."
            ),
        ),
        ("undo.nothing", "There is no change to undo here."),
        ("undo.too_old", "That change is more than a day old, so it cannot be undone any more."),
        ("undo.changed_since", "The article has been changed again since. Undo the later change first."),
        ("undo.done", "That change is undone already."),
    ),
    # What was asked and not answered
    missed_title="Not answered yet",
    missed_hint="Tap one to answer it.",
    missed_none="There are no unanswered questions. When there are, you will find them here.",
    missed_label="{count}× {question}",
    missed_count="Asked {count}×, by this many people: {people}. Last time: {day}.",
    missed_otherwise="In other words:",
    missed_disliked="Answered, but it did not help: {count}×.",
    missed_quoted="What I quoted then: {titles}.",
    missed_add="Add an article",
    missed_have="It is there",
    missed_ignore="Ignore",
    missed_back="◂ Back",
    missed_ignored="All right, I will not show this question any more.",
    missed_which="Is this the answer?",
    missed_other_words="Does none of these fit? Reply to this message with words from the part that answers.",
    missed_this="This is the answer ✓",
    missed_next="Next ▸",
    missed_nothing_near=(
        "I found no part that is like it. Reply to this message with words from the part that answers, or add the "
        "article."
    ),
    missed_no_match="No part of an article has these words. Reply to my message again with other words.",
    missed_pinned="I will remember it. From now on, my answer to this question is:",
    missed_gone="That question is no longer on the list. Send /unanswered to see what is left.",
    missed_passage_gone="That part is no longer there. Send /unanswered and look again.",
    missed_too_vague=(
        "This question is too vague for me to know it again. Ignore it, or wait for one that is clearer."
    ),
    pins="Chosen answers ({count})",
    pins_title="Chosen answers",
    pins_hint="Tap one to see it, or to remove it.",
    pin_answers="With this I answer what had gone unanswered:",
    pin_asleep="That part is no longer there, so I do not use it now.",
    pin_remove="Remove",
    pin_gone="That chosen answer has been removed. Send /unanswered to see those that are left.",
    answers_missed="Questions that went unanswered, and that this article answers: {count}",
    all_answer_missed="Questions that went unanswered, and that the articles in that file answer: {count}",
    feed_answers_missed="Questions that went unanswered, and that new articles from a feed answer: {count}",
    answer_missed="• {question} ({count}×)",
    more_missed="… and {count} more",
    see_missed="See all of them",
    # Telling askers
    tell="Tell who asked ({people})",
    telling="All right, I am telling those who asked.",
    told_already="I have told everybody who asked this. See /unanswered for what remains.",
    told_unanswered="That question still has no answer, so there is nothing to tell yet.",
    answered_by_now="There is an answer by now.",
    told="I have told {told} of {count} who asked.",
    told_out_of_reach="Out of reach: {count} (they blocked me, or I am no longer in their group).",
    told_not_there="Not told: {count}. In their chats there is no answer that is new.",
    told_not_yet="Not told yet: {count}, for something went wrong. Please press the button again.",
    told_unclear="Perhaps told: {count}. Telegram did not say whether it took my message.",
    told_stopped="Not told yet: {count}, for I was restarted. Please press the button again.",
    tidings="Good news: there is an answer now to what you asked.",
    # The figures
    thousands=",",
    decimals=".",
    figures_title="{days}-day statistics",
    figures_public="all private chats",
    figures_own="this group",
    figures_asked="Questions: {count}",
    figures_questions="Questions",
    growth_up="up {percent}%",
    growth_down="down {percent}%",
    growth_none="no change",
    growth_since="{growth} from the {days} days before",
    figures_answered="Answered",
    figures_unsure="Unsure",
    figures_not_found="Not found",
    figures_share="{label}: {count} ({percent}%)",
    figures_before="{percent}% before",
    figures_helped="Helpful",
    figures_votes="{helpful} of {votes} votes",
    figures_of_votes="of {votes} votes",
    figures_no_votes="no votes yet",
    figures_median="Answers on a usual day: {count}",
    figures_people="People who asked: {count}",
    figures_daily="Questions a day",
    figures_quoted="Quoted most often",
    figures_missed="Most often unanswered",
    figures_times="{count}×",
    figures_none="No questions in this {days}-day period. As soon as somebody asks, the statistics are here.",
    figures_days="{days} days",
    figures_table="CSV",
    figures_file="kutip-statistics-{month}.csv",
    figures_file_about="One row a day, {days} in all.",
    quoted_file="kutip-articles-{month}.csv",
    quoted_file_about="The articles quoted in this {days}-day period.",
    desk_refused_in_private=(
        "Sorry, this is only for the people who run this bot. If you are an admin of a group, send the command there."
    ),
    desk_refused_in_group="Sorry, this is only for the admins of this group. Please ask one of them.",
    desk_in_private=(
        "You are not an admin of this group. For the public library, send the command in your private chat with me."
    ),
    # How things are
    clock="{when:%H:%M}",
    state_title="Kutip {version}",
    state_title_in_group="Kutip in this group",
    state_since="Running since {day} at {time}",
    state_articles="Public library: {articles} articles, {passages} passages",
    state_own_articles="Articles of this group alone: {articles}, with {passages} passages",
    state_no_own_articles="Articles of this group alone: none yet. Add some with /add.",
    state_meaning="Search by meaning: on",
    state_lacking="Search by meaning: on, {count} passages to go",
    state_no_meaning="Search by meaning: off",
    state_changed="Last change: {day} at {time}, “{title}” {deed}",
    state_never_changed="Last change: none yet",
    state_deeds=(
        ("added", "added"),
        ("replaced", "replaced"),
        ("removed", "removed"),
        ("restored", "restored by /undo"),
    ),
    state_size="On disk: database {database}, index {index}, revision {revision}",
    state_reading="Being read now: {count}",
    state_idle="Being read now: nothing",
    fault_title="Something did not work as it should",
    fault_known="Something still does not work as it should",
    fault_once="It happened once, on {day} at {time}.",
    fault_since="It has happened {count} times since {day} at {time}.",
    fault_log="The log tells the rest.",
    fault_log_about="The log tells the rest. The latest is in the lines with this code:",
    fault_more=(
        "There is more trouble within this hour, of {count} kinds. So that you do not get too many messages, please "
        "look into the log for the rest."
    ),
    fault_state="How I am now: /status",
    disk_troubles=(
        (
            "full",
            (
                "The disk that holds my data is full. I still answer questions, but articles, settings and follow-up "
                "questions cannot be stored. Please make room on that disk (DATA_DIR). After that I go on by myself, "
                "and tell you."
            ),
        ),
        (
            "read_only",
            (
                "The disk that holds my data cannot be written. I still answer questions, but articles, settings and "
                "follow-up questions cannot be stored. Please check the rights and the mount of that disk (DATA_DIR). "
                "After that I go on by myself, and tell you."
            ),
        ),
        (
            "failing",
            (
                "The disk that holds my data could not be read or written. I answer questions as well as I can. Please "
                "check the disk and its file system (DATA_DIR), and make a backup while it can be made: backup FILE."
            ),
        ),
        (
            "damaged",
            (
                "My database is damaged in part. I answer questions from what can still be read. Please stop the bot "
                "and run check --repair: everything is copied as it is, and then what can be read is saved."
            ),
        ),
    ),
    disk_well="My storage is well again. Everything can be stored.",
    # What is kept of people, and removing it
    privacy_title="Your data",
    privacy=(
        (
            "What I keep: the ids of your Telegram account, of the chat and the messages, your questions and when you "
            "asked them, which quotes I showed, your votes (👍 👎), and the chat's settings."
        ),
        (
            "If somebody passes on a question of yours to me, I keep that too, with your id if Telegram shows it. If "
            "somebody goes on from a question of yours, its words may be kept with theirs. All of it goes when you "
            "delete your data."
        ),
        (
            "What I do not keep: your name, inline questions, and other messages in groups. A message that was not for "
            "me is kept only if I answered it, because somebody asked me to or the group allows it."
        ),
        (
            "What for: so that follow-up questions and buttons work, and whoever runs me learns what went unanswered. "
            "I send nothing to anybody else."
        ),
        (
            "Who can read it: questions, answered or not, are shown to those who run this bot, or in a group to its "
            "admins, without names or ids. If there is an answer later, I may tell you where you asked. If they choose "
            "an answer to a question, I keep its main words, without who asked."
        ),
        (
            "How long: {days} days, then it is removed by itself. A chat's settings stay until they are changed, and "
            "your id on articles that you added, replaced or removed until you delete your data."
        ),
    ),
    privacy_contact="Who runs this bot: {contact}",
    privacy_no_contact="This bot is run by whoever installed it; they have not given a contact yet.",
    privacy_how_to_delete="Want your data deleted? Press the button below, or send /deletedata.",
    delete_my_data="Delete my data",
    forget_ask=(
        "{name}, delete all your questions and votes in all chats, and the settings of your own chat with me? What is "
        "deleted cannot be brought back."
    ),
    forget_yes="Delete all",
    forget_no="Cancel",
    forgot="Deleted: {count} question(s) of yours, with all your votes and private settings.",
    forgot_nothing="No questions of yours were stored; your votes and settings, if any, are deleted.",
    forgot_in_group="I have deleted all your questions and votes, and your private settings.",
    forget_cancelled="All right, I deleted nothing.",
    forget_not_yours="This button is only for who asked for it. To delete your own data, send /deletedata.",
    forget_as_chat=(
        "You are writing as a group or channel, so nothing from here is kept about you personally. To delete your own "
        "data, send /deletedata as yourself."
    ),
    thanks_yes="Thank you, glad it helped!",
    thanks_no="Thank you for telling me. Try “Another part”, or ask in other words.",
    thanks_no_alone="Thank you for telling me. Try asking in other words.",
    gone="That article is no longer here. Please ask again, another one may have the answer.",
    stale="This button no longer works. Please ask again.",
    busy="This group is busy right now. Please press again in {seconds} s.",
    asks_too_fast="That was fast! Please give me a moment and ask again in {seconds} s.",
    group_asks_too_fast="Many are asking in this group right now. Ask again in {seconds} s, or ask me in private.",
    line_is_full=(
        "Too many are waiting for an answer here, so I skip this message and some after it. "
        "Please send it again in a little while."
    ),
    ended_amid=(
        "I was restarted while I was working on this, so it may or may not have been done. "
        "Please look into /articles first, and send it again if need be."
    ),
    trouble="Sorry, something went wrong on my side. Please try again in a moment.",
    not_stored=(
        "Sorry, I cannot store anything at the moment, because of trouble with the disk. Nothing has changed. "
        "Please try again later."
    ),
    terminal_welcome="Kutip answers questions with quotes from news articles. Type a question, or :help.",
    terminal_help=(
        (":more", "the next quote that may fit"),
        (":all", "ask again, of all articles this time"),
        (":articles", "the articles"),
        (":help", "this help"),
        (":quit", "leave (Ctrl-D works too)"),
    ),
    terminal_loading="Preparing the library of articles, one moment …",
    terminal_prompt="Ask",
    terminal_choose="Type its number.",
    terminal_everywhere="Another article may have it: type {command} to search all articles.",
    terminal_nothing_to_repeat="There is no question to ask again yet. Please ask one.",
    terminal_no_other="There are no more quotes. Please ask a question.",
    terminal_unknown="I do not know that command. Type :help to see what there is.",
    terminal_bye="Goodbye!",
)
