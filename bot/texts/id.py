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
        ("tambah", "Tambah artikel"),
        ("ganti", "Ganti artikel dengan versi lain"),
        ("hapus", "Hapus artikel"),
        ("urungkan", "Urungkan perubahan terakhir"),
        ("belum", "Lihat yang belum terjawab"),
        ("statistik", "Lihat statistik pertanyaan"),
        ("status", "Lihat keadaan saya"),
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
    help_editing=(
        "Untuk Anda sebagai pengelola: /tambah menambah artikel ke perpustakaan umum (tautan, teks, berkas, atau "
        "balasan ke pesan), /ganti menggantinya, /hapus menghapusnya, /urungkan mengembalikan perubahan terakhir. "
        "/belum menampilkan pertanyaan yang belum terjawab, supaya bisa Anda jawab. "
        "/statistik menggambarkan apa yang ditanyakan, /status menunjukkan keadaan saya."
    ),
    help_try="Mau coba? Ketuk salah satu topik ini:",
    help_focused=(
        "Sekarang saya menjawab dari artikel “{title}” saja. Untuk kembali ke semua artikel, kirim /fokus semua."
    ),
    help_in_group_example="Contoh: {name} {topic}",
    help_in_group_more=(
        "/fokus membuat saya menjawab dari satu artikel saja. Dengan /atur, admin grup memilih bahasa, artikel yang "
        "saya pakai, dan apakah saya boleh menjawab tanpa dipanggil; dengan /tambah, artikel khusus grup ditambahkan; "
        "/belum menampilkan yang belum terjawab."
    ),
    welcome=(
        "Halo semua! Saya Kutip: tanyakan soal berita, saya jawab dengan kutipan dari artikelnya, lengkap dengan "
        "sumbernya."
    ),
    welcome_admins=(
        "Untuk admin: /tambah menambah artikel khusus grup ini, /atur memilih bahasa, artikel yang saya pakai, dan "
        "apakah saya boleh menjawab tanpa dipanggil."
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
    search_hint="Mencari artikel tertentu? Kirim /artikel diikuti kata dari judul atau isinya.",
    searched="Pencarian: “{search}”",
    found_inside="Tidak ada judul yang memuat kata itu, tapi isi artikel ini mungkin yang Anda cari.",
    found_nothing="Saya tidak menemukan artikel tentang “{search}”. Coba kata lain, atau lihat semuanya.",
    all_articles="Semua artikel",
    gist="Coba tanya: apa intinya?",
    asked_button="Pertanyaan pembaca ({count})",
    asked_title="Pertanyaan pembaca",
    asked_times="{count} kali",
    asked_none="Belum ada pertanyaan pembaca yang terjawab dari artikel ini.",
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
    focus_which="Mau bahas artikel yang mana?",
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
        ("Otomatis", "Bahasa Indonesia", "English"),
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
    # The editor's desk
    ask_article=(
        "Kirim artikelnya dengan membalas pesan ini: tautan, teks, atau berkas (.txt, .md, .html, .pdf, .docx, "
        "atau .zip)."
    ),
    ask_replacement="Balas pesan ini dengan pengganti artikel “{title}”: tautan, teks, atau berkas.",
    ask_title="Apa judul baru untuk “{title}”? Balas pesan ini dengan judulnya.",
    article_placeholder="Tautan, teks, atau berkas",
    title_placeholder="Judul baru",
    asked_of="Untuk {name}:",
    reading="Sedang saya baca …",
    cancel="Batal",
    cancelled="Baik, saya berhenti membaca. Tidak ada yang berubah.",
    cancel_too_late="Sudah selesai saya baca. Kalau tidak jadi, tekan “Urungkan”.",
    interrupted="Saya sempat dimulai ulang, jadi artikel itu belum masuk. Kirim sekali lagi, ya.",
    too_much_at_once="Masih banyak yang sedang saya baca. Tunggu sampai selesai, lalu kirim lagi, ya.",
    public_library="perpustakaan umum",
    own_library="perpustakaan grup ini",
    added="Sudah masuk ke {library}:",
    replaced="Sudah ada di {library}, versi lamanya saya ganti:",
    unchanged="Sudah ada di {library}, isinya sama. Tidak ada yang berubah:",
    renamed="Judulnya sudah saya ubah:",
    removed="Sudah saya hapus dari {library}: “{title}”.",
    restored="Sudah saya urungkan. “{title}” kembali seperti sebelumnya.",
    taken_back="Sudah saya urungkan. “{title}” tidak ada lagi.",
    taken_back_all="Sudah saya urungkan: {count} perubahan.",
    undo="Urungkan",
    rename="Ubah judul",
    section_size="{heading} · {count} kutipan",
    more_sections="… dan {count} bagian lagi",
    discarded="Saya buang {count} baris yang bukan isi artikel.",
    maybe_cut=(
        "Telegram memotong teks panjang di 4.096 karakter. Kalau akhirnya kurang, kirim artikelnya sebagai berkas .txt."
    ),
    see_discarded="Lihat yang dibuang",
    discarded_title="Yang saya buang dari “{title}”:",
    nothing_discarded="Tidak ada yang saya buang dari artikel itu.",
    more_lines="… dan {count} baris lagi",
    try_asking="Mau coba tanya? Ketuk salah satu:",
    archive_title="Dari berkas ZIP itu, {taken} dari {count} artikel masuk ke {library}.",
    archive_added="✓ {title}",
    archive_replaced="✓ {title} (mengganti versi lama)",
    archive_unchanged="= {title} (sudah ada, tidak berubah)",
    archive_refused="✗ {name}: {problem}",
    more_files="… dan {count} berkas lagi",
    replace_which="Artikel mana yang mau diganti?",
    remove_which="Artikel mana yang mau dihapus?",
    edit_unknown="Di {library} tidak ada artikel yang judulnya memuat “{search}”. Coba kata lain, atau lihat /artikel.",
    edit_empty="Belum ada apa-apa di {library}. Tambahkan dengan /tambah.",
    edit_elsewhere=(
        "Artikel itu bukan dari {library}, jadi dari sini tidak bisa diubah. Yang bisa: artikel yang Anda tambahkan "
        "di sini."
    ),
    edit_refused_in_private=(
        "Maaf, perpustakaan umum hanya bisa diubah oleh pengelola bot ini. Kalau Anda admin sebuah grup, masukkan saya "
        "ke sana: artikel yang Anda tambahkan di grup itu hanya terlihat di sana."
    ),
    edit_refused_in_group="Maaf, hanya admin grup ini yang bisa mengubah artikelnya. Minta tolong salah satu, ya.",
    edit_in_private=(
        "Di grup ini Anda bukan admin, jadi artikelnya tidak bisa Anda ubah. Untuk perpustakaan umum, kirim perintah "
        "itu di obrolan pribadi dengan saya."
    ),
    problems=(
        (
            "given.too_short",
            "Itu terlalu pendek untuk sebuah artikel. Kirim judul dan isinya di bawahnya, atau tautan, atau berkas.",
        ),
        (
            "given.no_words",
            "Saya belum bisa membaca gambar, suara, atau video. Kirim teks artikelnya, tautannya, atau berkasnya.",
        ),
        (
            "given.too_big",
            "Berkas itu lebih dari 20 MB, dan Telegram tidak memberikannya. Kirim artikelnya saja, paling baik .txt.",
        ),
        ("given.lost", "Berkas itu tidak berhasil saya unduh dari Telegram. Coba kirim sekali lagi."),
        ("given.several", "Untuk mengganti satu artikel, saya perlu satu artikel saja. Berkas itu berisi beberapa."),
        ("given.gone", "Artikel yang mau diubah itu sudah tidak ada."),
        ("given.title", "Judulnya belum ada. Balas pesan saya dengan judul barunya, satu baris saja."),
        (
            "text.nothing",
            "Saya tidak menemukan isi artikelnya. Perlu judul di baris pertama dan setidaknya satu paragraf.",
        ),
        ("text.too_large", "Teks itu terlalu panjang untuk sebuah artikel. Kirim artikelnya saja."),
        ("text.binary", "Berkas itu bukan teks. Simpan artikelnya sebagai .txt, .md, .html, .pdf, atau .docx."),
        ("web.bad_url", "Alamat itu tidak bisa saya baca. Salin alamat artikelnya dari peramban, lalu kirim lagi."),
        ("web.not_http", "Saya hanya bisa membuka alamat yang dimulai dengan https:// atau http://."),
        (
            "web.bad_port",
            "Alamat itu memakai port yang tidak biasa untuk halaman web. Kirim alamat artikel yang biasa.",
        ),
        ("web.private", "Alamat itu tidak ada di internet umum, jadi tidak saya buka. Kirim teks artikelnya saja."),
        ("web.unknown_host", "Situs itu tidak saya temukan. Coba periksa lagi alamatnya."),
        ("web.unreachable", "Situs itu tidak bisa saya hubungi. Coba beberapa saat lagi, atau kirim teks artikelnya."),
        (
            "web.tls",
            "Situs itu tidak bisa membuktikan keasliannya (sertifikatnya tidak berlaku). Kirim teks artikelnya saja.",
        ),
        ("web.too_slow", "Situs itu terlalu lama menjawab. Coba beberapa saat lagi, atau kirim teks artikelnya."),
        ("web.too_big", "Halaman itu terlalu besar. Kirim teks artikelnya saja."),
        (
            "web.too_many_redirects",
            "Alamat itu berputar-putar dari halaman ke halaman. Kirim alamat artikelnya sendiri.",
        ),
        ("web.not_an_article", "Di alamat itu tidak ada artikel: saya membaca halaman web, teks, PDF, dan Word."),
        ("web.not_found", "Halaman itu tidak ada (lagi) di situsnya. Coba periksa lagi alamatnya."),
        (
            "web.forbidden",
            "Situs itu tidak mengizinkan saya membaca halamannya. Kirim teks artikelnya kalau Anda boleh.",
        ),
        ("web.site_error", "Situs itu sedang bermasalah. Coba beberapa saat lagi."),
        ("web.unreadable", "Jawaban situs itu rusak atau terputus. Coba lagi, atau kirim teks artikelnya."),
        ("page.empty", "Halaman itu kosong. Kalau di peramban ada isinya, salin teksnya lalu kirim."),
        ("page.not_html", "Itu bukan halaman web. Simpan sebagai HTML, atau teksnya sebagai .txt, lalu kirim."),
        ("page.too_large", "Halaman itu terlalu besar untuk sebuah artikel. Kirim teksnya sebagai .txt."),
        (
            "page.login",
            "Artikel di halaman itu baru terbuka setelah masuk atau berlangganan. Kirim teksnya kalau Anda boleh.",
        ),
        (
            "page.listing",
            "Halaman itu berisi daftar judul, bukan satu artikel. Buka salah satunya, lalu kirim alamatnya.",
        ),
        ("page.pictures", "Halaman itu hanya berisi gambar atau video, tanpa teks yang bisa dibaca."),
        (
            "page.no_text",
            "Saya tidak menemukan artikel di halaman itu. Kalau di peramban ada, salin judul dan teksnya lalu kirim.",
        ),
        ("file.not_this_kind", "Isi berkas itu tidak sesuai dengan namanya. Simpan lagi dari program asalnya."),
        ("file.old_word", "Itu berkas Word lama (.doc). Simpan sebagai .docx, lalu kirim lagi."),
        ("file.broken", "Berkas itu rusak atau tidak utuh. Simpan atau unduh lagi, atau kirim teksnya."),
        ("file.password", "Berkas itu dilindungi kata sandi. Simpan salinannya tanpa sandi, atau kirim teksnya."),
        ("file.scanned", "PDF itu hasil pindai: halamannya gambar, tanpa teks. Jalankan OCR dulu, atau kirim teksnya."),
        (
            "file.too_large",
            "Isi berkas itu terlalu besar untuk sebuah artikel. Kirim artikelnya saja, paling baik sebagai .txt.",
        ),
        (
            "file.too_many_pages",
            "Halaman berkas itu terlalu banyak; saya membaca paling banyak 200. Kirim halaman artikelnya saja.",
        ),
        (
            "file.too_many_files",
            "Isi ZIP itu terlalu banyak; saya membaca paling banyak 200 berkas. Bagi menjadi beberapa ZIP.",
        ),
        ("file.nested", "Itu arsip di dalam arsip. Buka dulu, lalu kirim berkas-berkasnya dalam satu ZIP."),
        (
            "file.no_files",
            "Di dalam ZIP itu tidak ada berkas yang bisa saya baca (.txt, .md, .html, .pdf, atau .docx).",
        ),
        ("file.other_kind", "Jenis berkas itu tidak saya baca. Simpan sebagai .txt, .md, .html, .pdf, atau .docx."),
        ("file.not_a_file", "Itu tautan, bukan berkas. Masukkan berkasnya sendiri ke dalam ZIP."),
        ("file.twice", "Nama berkas itu ada dua kali di dalam ZIP. Beri nama yang berbeda."),
        ("file.too_slow", "Membaca berkas itu terlalu lama. Kirim teksnya saja."),
        ("file.crashed", "Berkas itu tidak berhasil saya baca. Simpan lagi dari program asalnya, atau kirim teksnya."),
        (
            "quota.full",
            (
                "Perpustakaan grup ini sudah penuh: paling banyak {most} artikel. Hapus yang lama dengan /hapus, atau "
                "ganti dengan /ganti, lalu coba lagi."
            ),
        ),
        (
            "quota.none",
            (
                "Di bot ini grup tidak bisa menyimpan artikel sendiri. Minta pengelolanya menambahkan artikel itu ke "
                "perpustakaan umum; siapa dia, lihat /privasi."
            ),
        ),
        ("undo.nothing", "Tidak ada perubahan yang bisa diurungkan di sini."),
        ("undo.too_old", "Perubahan itu sudah lebih dari sehari, jadi tidak bisa diurungkan lagi."),
        ("undo.changed_since", "Artikelnya sudah berubah lagi setelah itu. Urungkan dulu perubahan yang lebih baru."),
        ("undo.done", "Perubahan itu sudah diurungkan."),
    ),
    # What was asked and not answered
    missed_title="Belum terjawab",
    missed_hint="Ketuk salah satu untuk menjawabnya.",
    missed_none="Tidak ada pertanyaan yang belum terjawab. Kalau nanti ada, daftarnya muncul di sini.",
    missed_label="{count}× {question}",
    missed_count="Ditanyakan {count} kali oleh {people} orang, terakhir {day}.",
    missed_otherwise="Dengan kata lain:",
    missed_disliked="Dijawab, tetapi dinilai tidak membantu: {count} kali.",
    missed_quoted="Yang saya kutip waktu itu: {titles}.",
    missed_add="Tambah artikel",
    missed_have="Sudah ada",
    missed_ignore="Abaikan",
    missed_back="◂ Kembali",
    missed_ignored="Baik, pertanyaan ini tidak saya tampilkan lagi.",
    missed_which="Apakah ini jawabannya?",
    missed_other_words="Tidak ada yang cocok? Balas pesan ini dengan kata-kata dari bagian yang menjawab.",
    missed_this="Ini jawabannya ✓",
    missed_next="Berikutnya ▸",
    missed_nothing_near=(
        "Saya tidak menemukan bagian yang mirip. Balas pesan ini dengan kata-kata dari bagian yang menjawab, atau "
        "tambahkan artikelnya."
    ),
    missed_no_match="Tidak ada bagian yang cocok dengan kata-kata itu. Balas lagi pesan saya dengan kata lain.",
    missed_pinned="Sudah saya ingat. Mulai sekarang pertanyaan ini saya jawab dengan:",
    missed_gone="Pertanyaan itu sudah tidak ada di daftar. Kirim /belum untuk melihat yang tersisa.",
    missed_passage_gone="Bagian itu sudah tidak ada. Kirim /belum dan cari lagi, ya.",
    missed_too_vague=(
        "Pertanyaan ini terlalu umum untuk saya kenali lagi. Abaikan saja, atau tunggu yang lebih jelas."
    ),
    pins="Jawaban pilihan ({count})",
    pins_title="Jawaban pilihan",
    pins_hint="Ketuk salah satu untuk melihatnya atau mencabutnya.",
    pin_answers="Dengan ini saya menjawab pertanyaan yang dulu belum terjawab:",
    pin_asleep="Bagiannya sudah tidak ada, jadi sekarang tidak saya pakai.",
    pin_remove="Cabut",
    pin_gone="Jawaban pilihan itu sudah dicabut. Kirim /belum untuk melihat yang masih ada.",
    answers_missed="Artikel ini menjawab {count} pertanyaan yang belum terjawab:",
    all_answer_missed="Artikel di berkas itu menjawab {count} pertanyaan yang belum terjawab:",
    feed_answers_missed="Artikel baru dari umpan menjawab {count} pertanyaan yang belum terjawab:",
    answer_missed="• {question} ({count}×)",
    more_missed="… dan {count} lagi",
    see_missed="Lihat semuanya",
    # Telling askers
    tell="Beri tahu penanya ({people})",
    telling="Baik, penanyanya saya beri tahu.",
    told_already="Semua penanyanya sudah saya kabari. Lihat /belum untuk yang tersisa.",
    told_unanswered="Pertanyaan itu masih belum terjawab, jadi belum ada yang bisa diberitahukan.",
    answered_by_now="Sekarang sudah ada jawabannya.",
    told="Sudah saya kabari {told} dari {count} penanya.",
    told_out_of_reach="{count} tidak bisa saya hubungi lagi (saya diblokir, atau sudah tidak ada di grupnya).",
    told_not_there="{count} tidak saya kabari: di obrolannya tidak ada jawaban yang baru.",
    told_not_yet="{count} belum bisa saya kabari karena ada gangguan. Tekan lagi tombolnya, ya.",
    told_unclear="{count} mungkin sudah saya kabari: Telegram tidak memberi kepastian.",
    told_stopped="{count} belum sempat saya kabari karena saya dimulai ulang. Tekan lagi tombolnya, ya.",
    tidings="Kabar baik: pertanyaan Anda ini sekarang ada jawabannya.",
    # The figures
    thousands=".",
    decimals=",",
    figures_title="Statistik {days} hari",
    figures_public="semua obrolan pribadi",
    figures_own="grup ini",
    figures_asked="Pertanyaan: {count}",
    figures_questions="Pertanyaan",
    growth_up="naik {percent}%",
    growth_down="turun {percent}%",
    growth_none="tidak berubah",
    growth_since="{growth} dari {days} hari sebelumnya",
    figures_answered="Terjawab",
    figures_unsure="Kurang yakin",
    figures_not_found="Tidak ditemukan",
    figures_share="{label}: {count} ({percent}%)",
    figures_before="sebelumnya {percent}%",
    figures_helped="Merasa terbantu",
    figures_votes="{helpful} dari {votes} suara",
    figures_of_votes="dari {votes} suara",
    figures_no_votes="belum ada suara",
    figures_median="Pada hari biasa: {count} jawaban",
    figures_people="Penanya: {count} orang",
    figures_daily="Pertanyaan per hari",
    figures_quoted="Paling sering dikutip",
    figures_missed="Paling sering belum terjawab",
    figures_times="{count}×",
    figures_none="Belum ada pertanyaan dalam {days} hari terakhir. Kalau nanti ada, statistiknya muncul di sini.",
    figures_days="{days} hari",
    figures_table="CSV",
    figures_file="kutip-statistik-{month}.csv",
    figures_file_about="{days} hari terakhir, satu baris per hari.",
    quoted_file="kutip-artikel-{month}.csv",
    quoted_file_about="Artikel yang dikutip dalam {days} hari terakhir.",
    desk_refused_in_private=(
        "Maaf, ini hanya untuk pengelola bot ini. Kalau Anda admin sebuah grup, kirim perintah itu di grup Anda."
    ),
    desk_refused_in_group="Maaf, ini hanya untuk admin grup ini. Minta tolong salah satu, ya.",
    desk_in_private=(
        "Di grup ini Anda bukan admin. Untuk perpustakaan umum, kirim perintah itu di obrolan pribadi dengan saya."
    ),
    # How things are
    clock="{when:%H.%M}",
    state_title="Kutip {version}",
    state_title_in_group="Kutip di grup ini",
    state_since="Berjalan sejak {day} pukul {time}",
    state_articles="Perpustakaan umum: {articles} artikel, {passages} kutipan",
    state_own_articles="Artikel khusus grup ini: {articles}, dengan {passages} kutipan",
    state_no_own_articles="Artikel khusus grup ini: belum ada. Tambahkan dengan /tambah.",
    state_meaning="Pencarian makna: aktif",
    state_lacking="Pencarian makna: aktif, {count} kutipan masih diolah",
    state_no_meaning="Pencarian makna: tidak aktif",
    state_changed="Perubahan terakhir: {day} pukul {time}, “{title}” {deed}",
    state_never_changed="Perubahan terakhir: belum ada",
    state_deeds=(
        ("added", "ditambahkan"),
        ("replaced", "diganti"),
        ("removed", "dihapus"),
        ("restored", "dikembalikan lewat /urungkan"),
    ),
    state_size="Di disk: basis data {database}, indeks {index}, revisi {revision}",
    state_reading="Sedang saya baca: {count} kiriman",
    state_idle="Sedang saya baca: tidak ada",
    fault_title="Ada yang tidak berjalan semestinya",
    fault_known="Masih ada yang tidak berjalan semestinya",
    fault_once="Terjadi sekali, {day} pukul {time}.",
    fault_since="Sudah {count} kali sejak {day} pukul {time}.",
    fault_log="Rinciannya ada di log.",
    fault_log_about="Rinciannya ada di log. Yang terakhir ada di baris dengan kode ini:",
    fault_more=(
        "Masih ada gangguan lain dalam sejam ini: {count} macam. Supaya pesan saya tidak terlalu banyak, selebihnya "
        "silakan lihat di log."
    ),
    fault_state="Keadaan saya sekarang: /status",
    disk_troubles=(
        (
            "full",
            (
                "Disk tempat data saya penuh. Pertanyaan tetap saya jawab, tetapi artikel, setelan, dan pertanyaan "
                "lanjutan tidak bisa disimpan. Tolong kosongkan ruang di disk itu (DATA_DIR). Setelah itu saya lanjut "
                "sendiri dan memberi kabar."
            ),
        ),
        (
            "read_only",
            (
                "Disk tempat data saya tidak bisa ditulisi. Pertanyaan tetap saya jawab, tetapi artikel, setelan, dan "
                "pertanyaan lanjutan tidak bisa disimpan. Tolong periksa izin dan pemasangan disk itu (DATA_DIR). "
                "Setelah itu saya lanjut sendiri dan memberi kabar."
            ),
        ),
        (
            "failing",
            (
                "Disk tempat data saya gagal dibaca atau ditulisi. Pertanyaan saya jawab sebisanya. Tolong periksa "
                "disk dan sistem berkasnya (DATA_DIR), dan buat cadangan selagi bisa: backup FILE."
            ),
        ),
        (
            "damaged",
            (
                "Basis data saya rusak sebagian. Pertanyaan saya jawab dari yang masih terbaca. Tolong hentikan bot, "
                "lalu jalankan check --repair: keadaan sekarang disalin dulu, lalu yang masih terbaca diselamatkan."
            ),
        ),
    ),
    disk_well="Penyimpanan saya sudah pulih. Semua bisa disimpan lagi.",
    # What is kept of people, and removing it
    privacy_title="Data Anda",
    privacy=(
        (
            "Yang saya simpan: ID Telegram Anda, ID obrolan dan pesannya, pertanyaan Anda dan waktunya, kutipan mana "
            "yang saya tunjukkan, penilaian Anda (👍 👎), dan pengaturan obrolan."
        ),
        (
            "Kalau orang lain meneruskan pertanyaan Anda kepada saya, itu saya simpan juga, dengan ID Anda kalau "
            "Telegram menunjukkannya. Kalau orang lain menyambung pertanyaan Anda, kata-katanya bisa ikut tersimpan. "
            "Semua itu ikut terhapus kalau Anda menghapus data Anda."
        ),
        (
            "Yang tidak saya simpan: nama Anda, pertanyaan inline, dan pesan lain di grup. Pesan yang tidak ditujukan "
            "ke saya hanya saya simpan kalau saya menjawabnya, karena ada yang meminta atau grupnya mengizinkan."
        ),
        (
            "Untuk apa: supaya pertanyaan lanjutan dan tombol jalan, dan pengelola tahu apa yang belum terjawab. "
            "Tidak ada yang saya kirim ke pihak lain."
        ),
        (
            "Siapa yang bisa membacanya: pertanyaan, terjawab atau tidak, terlihat oleh pengelola bot ini, atau kalau "
            "di grup oleh admin grup itu, tanpa nama dan ID. Kalau nanti ada jawabannya, saya bisa mengabari Anda di "
            "tempat Anda bertanya. Kalau pengelola memilih jawaban untuk sebuah pertanyaan, kata-kata pokoknya tetap "
            "saya simpan, tanpa siapa yang bertanya."
        ),
        (
            "Berapa lama: {days} hari, lalu terhapus sendiri. Pengaturan obrolan disimpan sampai diubah, dan ID Anda "
            "pada artikel yang Anda tambahkan, ganti, atau hapus, sampai Anda menghapus data Anda."
        ),
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
    forgot_nothing=(
        "Tidak ada pertanyaan Anda yang tersimpan; penilaian dan pengaturan Anda, kalau ada, sudah saya hapus."
    ),
    forgot_in_group="Sudah saya hapus semua pertanyaan dan penilaian Anda, juga pengaturan pribadi Anda.",
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
    busy="Grup ini sedang ramai. Coba tekan lagi dalam {seconds} detik, ya.",
    asks_too_fast="Cepat sekali! Beri saya jeda sebentar, lalu tanyakan lagi dalam {seconds} detik, ya.",
    group_asks_too_fast=(
        "Grup ini sedang ramai bertanya. Coba tanyakan lagi dalam {seconds} detik, atau lewat obrolan pribadi."
    ),
    line_is_full=(
        "Terlalu banyak yang menunggu jawaban di sini, jadi pesan ini dan beberapa sesudahnya saya lewati. "
        "Silakan kirim lagi sebentar lagi, ya."
    ),
    ended_amid=(
        "Saya sempat dimulai ulang saat mengerjakan ini, jadi mungkin sudah selesai, mungkin belum. "
        "Periksa dulu di /artikel, lalu kirim lagi kalau perlu."
    ),
    trouble="Maaf, ada gangguan di pihak saya. Coba beberapa saat lagi, ya.",
    not_stored=(
        "Maaf, saya sedang tidak bisa menyimpan apa pun karena ada gangguan pada disk. Belum ada yang berubah. "
        "Coba lagi nanti, ya."
    ),
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
