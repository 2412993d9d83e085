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
        ("fokus", "Bahas satu artikel saja"),
        ("atur", "Bahasa dan pengaturan lain"),
        ("bantuan", "Cara memakai Kutip"),
        ("privasi", "Data apa yang saya simpan"),
        ("hapusdata", "Hapus data Anda"),
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
    help_inline="Mau membagikan kutipan? Di chat mana pun, ketik {name} lalu pertanyaannya, dan pilih hasilnya.",
    help_commands=(
        ("/tanya", "ajukan pertanyaan"),
        ("/artikel", "lihat daftar artikel dan isinya"),
        ("/fokus", "bahas satu artikel saja"),
        ("/atur", "bahasa dan pengaturan lain"),
        ("/bantuan", "tampilkan bantuan ini"),
        ("/privasi", "data apa yang saya simpan"),
        ("/hapusdata", "hapus data Anda"),
    ),
    help_try="Mau coba? Ketuk salah satu topik ini:",
    help_focused=(
        "Sekarang saya menjawab dari artikel “{title}” saja. Untuk kembali ke semua artikel, kirim /fokus semua."
    ),
    help_in_group_example="Contoh: {name} {topic}",
    help_in_group_more=(
        "/fokus membuat saya menjawab dari satu artikel saja. Dengan /atur, admin grup memilih bahasa, artikel yang "
        "saya pakai, dan apakah saya boleh menjawab tanpa dipanggil."
    ),
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
    # Inline mode, guest mode, deep links
    open_in_kutip="Buka di Kutip",
    ask_about_article="Tanya soal artikel ini",
    ask_in_kutip="Tanya langsung di Kutip",
    nothing_offered="Tidak ditemukan. Coba tanya di Kutip",
    offer_trouble="Ada gangguan. Coba tanya di Kutip",
    guest_hint="Tulis pertanyaannya sambil menyebut {name}, atau balas pesan yang berisi pertanyaan dan sebut {name}.",
    read_section="Baca bagian ini",
    link_gone="Maaf, artikel di tautan itu sudah tidak ada.",
    # Settings of a chat
    settings_title="Pengaturan di sini",
    settings_labels=(
        ("Otomatis", "Indonesia", "English"),
        ("Kalau dipanggil", "Tanpa dipanggil juga"),
        ("Khusus di sini", "Perpustakaan umum"),
    ),
    settings_states=(
        (
            "Bahasa: otomatis, mengikuti bahasa Telegram orang yang bertanya.",
            "Bahasa: Indonesia, untuk semua orang di sini.",
            "Bahasa: Inggris, untuk semua orang di sini.",
        ),
        (
            "Menjawab: kalau saya dipanggil saja.",
            "Menjawab: pertanyaan yang tidak ditujukan ke saya juga, asal saya yakin. Kalau tidak, saya diam.",
        ),
        (
            "Artikel: hanya yang khusus di sini, tanpa perpustakaan umum.",
            "Artikel: perpustakaan umum, dan yang khusus di sini kalau ada.",
        ),
    ),
    settings_no_articles=(
        "Belum ada artikel khusus di sini, jadi belum ada yang bisa saya jawab. Pilih “Perpustakaan umum” supaya saya "
        "bisa menjawab."
    ),
    settings_blind=(
        "Tapi saya belum bisa melihat semua pesan di grup ini. Jadikan saya admin, atau matikan mode privasi saya "
        "lewat @BotFather (/setprivacy), lalu keluarkan dan masukkan saya lagi."
    ),
    settings_refused="Maaf, hanya admin grup ini yang bisa mengubah pengaturan. Minta tolong salah satu admin, ya.",
    # What is kept of people, and removing it
    privacy_title="Data Anda",
    privacy=(
        (
            "Yang saya simpan: ID Telegram Anda dan ID obrolannya, pertanyaan Anda, kutipan mana yang saya tunjukkan, "
            "penilaian Anda (👍 👎), dan pengaturan obrolan."
        ),
        (
            "Yang tidak saya simpan: nama Anda, pertanyaan inline, dan pesan lain di grup. Pesan yang tidak ditujukan "
            "ke saya hanya saya simpan kalau saya menjawabnya, karena ada yang meminta atau grupnya mengizinkan."
        ),
        (
            "Untuk apa: supaya pertanyaan lanjutan dan tombol jalan, dan pengelola tahu apa yang belum terjawab. "
            "Tidak ada yang saya kirim ke pihak lain."
        ),
        "Berapa lama: {days} hari, lalu terhapus sendiri. Pengaturan obrolan disimpan sampai diubah.",
    ),
    privacy_contact="Pengelola bot ini: {contact}",
    privacy_no_contact="Pengelola bot ini adalah orang yang memasangnya; kontaknya belum ia cantumkan.",
    privacy_how_to_delete="Mau data Anda dihapus? Tekan tombol di bawah, atau kirim /hapusdata.",
    delete_my_data="Hapus data saya",
    forget_ask=(
        "{name}, hapus semua pertanyaan dan penilaian Anda di semua obrolan, juga pengaturan obrolan pribadi Anda "
        "dengan saya? Yang sudah dihapus tidak bisa dikembalikan."
    ),
    forget_yes="Hapus semua",
    forget_no="Batal",
    forgot="Sudah saya hapus: {count} pertanyaan Anda, dengan semua penilaian dan pengaturan pribadi Anda.",
    forgot_nothing="Tidak ada pertanyaan Anda yang saya simpan, dan sekarang juga tidak ada yang lain.",
    forget_cancelled="Baik, tidak ada yang saya hapus.",
    forget_not_yours="Tombol ini hanya untuk yang memintanya. Mau menghapus data Anda sendiri? Kirim /hapusdata.",
    forget_as_chat=(
        "Anda menulis atas nama grup atau kanal, jadi dari sini tidak ada yang saya simpan tentang Anda pribadi. Untuk "
        "menghapus data Anda sendiri, kirim /hapusdata dengan akun Anda."
    ),
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
