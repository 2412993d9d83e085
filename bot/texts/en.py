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
        ("help", "How to use Kutip"),
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
    help_commands=(
        ("/ask", "ask a question"),
        ("/articles", "see the articles and what is in them"),
        ("/help", "show this help"),
    ),
    help_example="A topic you can ask about right now: {topic}",
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
