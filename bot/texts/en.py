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
    help_try="Want to try? Tap one of these topics:",
    help_focused="I am answering from the article “{title}” alone. To go back to all articles, send /focus all.",
    help_in_group_example="For example: {name} {topic}",
    help_in_group_more=(
        "/focus makes me answer from one article only. With /settings, the group's admins choose the language, the "
        "articles I use, and whether I may answer without being called."
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
        ("Automatic", "Indonesia", "English"),
        ("When called", "Without a call too"),
        ("Only from here", "Public library"),
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
    # What is kept of people, and removing it
    privacy_title="Your data",
    privacy=(
        (
            "What I keep: the ids of your Telegram account and of the chat, your questions, which quotes I showed, "
            "your votes (👍 👎), and the chat's settings."
        ),
        (
            "What I do not keep: your name, inline questions, and other messages in groups. A message that was not for "
            "me is kept only if I answered it, because somebody asked me to or the group allows it."
        ),
        (
            "What for: so that follow-up questions and buttons work, and whoever runs me learns what went unanswered. "
            "I send nothing to anybody else."
        ),
        "How long: {days} days, then it is removed by itself. A chat's settings stay until they are changed.",
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
    forgot="Deleted: {count} of your questions, with all your votes and your own settings.",
    forgot_nothing="There were no questions of yours, and now there is nothing else either.",
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
    busy="This group is busy right now. Please press again in {seconds} seconds.",
    trouble="Sorry, something went wrong on my side. Please try again in a moment.",
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
