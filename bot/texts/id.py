"""The texts in Indonesian."""

from __future__ import annotations

from typing import Final

from bot.texts.shape import Texts

INDONESIAN: Final = Texts(
    language="id",
    months=("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    about="Tanya soal berita, saya jawab dengan kutipan langsung dari artikelnya, lengkap dengan sumbernya.",
    description=(
        "Kirim pertanyaan tentang berita. Saya carikan bagian artikel yang menjawabnya, lalu saya kutip apa adanya, "
        "lengkap dengan judul bagian dan sumbernya.\n\n"
        "Contoh: siapa yang hadir, kapan terjadi, berapa korbannya, mengapa begitu."
    ),
    menu=(
        ("tanya", "Ajukan pertanyaan"),
        ("artikel", "Lihat daftar artikel"),
        ("bantuan", "Cara memakai Kutip"),
    ),
    hello="Halo, {name}! Saya Kutip.",
    nameless="Kak",
    what_i_do=(
        "Tanyakan apa saja tentang berita di sini. Saya jawab dengan mengutip bagian artikel yang memuat jawabannya, "
        "lengkap dengan sumbernya. Saya tidak mengarang."
    ),
    try_one="Belum tahu mau tanya apa? Ketuk salah satu topik ini:",
    just_ask="Langsung saja ketik pertanyaan Anda.",
    empty_library="Saat ini belum ada artikel yang bisa saya kutip. Coba lagi nanti, ya.",
    help_title="Cara bertanya",
    help_asking=(
        "Ketik pertanyaan seperti sedang mengobrol, bahasa santai juga boleh.",
        (
            "Mau lanjut? Langsung saja: “kalau Iran?”, “kapan itu?”, “terus berapa yang luka?”. "
            "Saya ingat percakapan selama sepuluh menit. Membalas jawaban saya juga bisa, kapan pun."
        ),
        "Salah ketik? Sunting pertanyaannya, jawaban saya ikut berubah.",
        "Tombol “Bagian lain” menampilkan kutipan berikutnya yang mungkin cocok.",
        "Di grup, sebut nama saya dalam pertanyaan, pakai /tanya, atau balas jawaban saya. Selebihnya saya diam.",
    ),
    help_commands=(
        ("/tanya", "ajukan pertanyaan"),
        ("/artikel", "lihat daftar artikel dan isinya"),
        ("/bantuan", "tampilkan bantuan ini"),
    ),
    help_example="Contoh topik yang bisa ditanyakan sekarang: {topic}",
    help_in_group=(
        "Tanya saya dengan /tanya, dengan menyebut {name} dalam pertanyaan, atau dengan membalas jawaban saya. "
        "Mau saya jawab pertanyaan orang lain? Balas pesannya dan sebut {name}."
    ),
    greeted="Halo juga! Mau tanya berita apa?",
    thanked="Sama-sama! Kalau ada yang ingin ditanyakan lagi, silakan.",
    what_question="Apa yang ingin Anda tanyakan?",
    question_placeholder="Tulis pertanyaan Anda",
    only_words="Maaf, saya baru bisa membaca kata-kata. Coba ketik pertanyaan Anda.",
    only_words_example="Misalnya tentang: {topic}",
    unknown_command="Saya belum kenal perintah itu. Lihat /bantuan, atau langsung ketik pertanyaan Anda.",
    lead="Pembuka",
    unsure="Saya kurang yakin, tapi mungkin ini:",
    not_found="Maaf, saya tidak menemukan jawabannya di artikel yang ada.",
    not_found_hint=(
        "Coba tanyakan lebih lengkap atau dengan kata lain, misalnya dengan nama orang, tempat, atau peristiwanya."
    ),
    not_found_within="Maaf, saya tidak menemukan jawabannya di artikel “{title}”.",
    ask_everywhere_hint="Mungkin ada di artikel lain.",
    ask_everywhere="Cari di semua artikel",
    which="Maksud Anda yang mana?",
    also="Diberitakan juga oleh {publishers}",
    did_it_help="Apakah ini menjawab pertanyaan Anda?",
    yes="Ya 👍",
    no="Tidak 👎",
    other_part="Bagian lain ▸",
    open_article="Buka artikel",
    see_articles="Lihat daftar artikel",
    articles_title="Daftar artikel",
    untitled="Tanpa judul",
    author="oleh {name}",
    choose_section="Pilih bagian yang ingin dibaca:",
    back_to_sections="◂ Semua bagian",
    back_to_articles="◂ Daftar artikel",
    newer="◂ Lebih baru",
    older="Lebih lama ▸",
    previous_page="◂ Sebelumnya",
    next_page="Selanjutnya ▸",
    focused="Mulai sekarang saya jawab dari artikel ini saja:",
    focused_hint="Silakan bertanya. Untuk kembali ke semua artikel, kirim /fokus semua.",
    focus_now="Sekarang saya menjawab dari artikel “{title}” saja.",
    focus_which="Mau bicara tentang artikel yang mana?",
    focus_unknown="Tidak ada artikel yang judulnya memuat “{search}”. Coba kata lain, atau lihat /artikel.",
    focus_this="Bahas artikel ini",
    read_article="Baca artikelnya",
    let_go="Semua artikel",
    unfocused="Baik, saya menjawab dari semua artikel lagi.",
    thanks_yes="Terima kasih, senang bisa membantu!",
    thanks_no="Terima kasih sudah memberi tahu. Coba tekan “Bagian lain”, atau tanyakan dengan kata lain.",
    thanks_no_alone="Terima kasih sudah memberi tahu. Coba tanyakan dengan kata lain, ya.",
    gone="Artikel itu sudah tidak ada. Silakan tanyakan lagi, siapa tahu ada di artikel lain.",
    stale="Tombol ini sudah tidak berlaku. Silakan tanyakan lagi.",
    busy="Grup ini sedang ramai. Tekan lagi {seconds} detik lagi, ya.",
    trouble="Maaf, ada gangguan di pihak saya. Coba lagi beberapa saat lagi, ya.",
    terminal_welcome="Kutip menjawab pertanyaan dengan kutipan dari artikel berita. Ketik pertanyaan, atau :bantuan.",
    terminal_help=(
        (":lain", "kutipan berikutnya yang mungkin cocok"),
        (":semua", "tanyakan lagi, kali ini ke semua artikel"),
        (":artikel", "daftar artikel"),
        (":bantuan", "bantuan ini"),
        (":keluar", "selesai (Ctrl-D juga bisa)"),
    ),
    terminal_loading="Menyiapkan perpustakaan artikel, tunggu sebentar …",
    terminal_prompt="Tanya",
    terminal_choose="Ketik nomornya.",
    terminal_everywhere="Mungkin ada di artikel lain: ketik {command} untuk mencari di semua artikel.",
    terminal_nothing_to_repeat="Belum ada pertanyaan yang bisa diulang. Silakan bertanya.",
    terminal_no_other="Tidak ada kutipan lain. Silakan ajukan pertanyaan.",
    terminal_unknown="Saya belum kenal perintah itu. Ketik :bantuan untuk melihat yang ada.",
    terminal_bye="Sampai jumpa!",
)
