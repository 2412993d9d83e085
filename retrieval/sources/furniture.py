"""Lines of a news page that are not the news: what they look like, one family at a time.

Precision comes first: a line that a family does not surely describe stays, because a lost paragraph is a lost answer
while a stray line of furniture is only a poor passage. Each family names the false positive that it avoids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.sources.bylines import PEOPLE, STAFF

MAX_LENGTH = 400
"""Furniture is short; longer lines (characters) are never judged to be furniture, and no pattern reads them."""

_ANY_CASE = re.IGNORECASE
_CREDITED = (
    r"shutterstock|istimewa|ist|pixabay|unsplash|freepik|pexels|i?stock ?photo|istock|thinkstock\w*|"
    r"getty ?images|wikimedia[^)]*|tangkapan layar[^)]*|screenshot[^)]*|antara foto|reuters|xinhua|epa"
)
_AGENCY = (
    r"(?:kompas|antara|detik|tribun|tempo|afp|ap photo|ap|reuters|epa|xinhua|getty|idn times|republika|liputan6|"
    r"merdeka|okezone|sindo|cnn|bbc|dok|suara|viva|jawa ?pos|media indonesia)"
)
_COUNTED = r"(?:se(?:orang|buah)|salah satu|para|beberapa|seluruh)"
_READERS = (
    r"(?:akun|pemilik akun|akun tersebut|netter|netizen|warganet|fans|penggemar|pengguna|lainnya|"
    r"yang lainnya|yang lain)"
)


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of furniture. A line belongs to it when `pattern` matches from its beginning."""

    name: str
    pattern: re.Pattern[str]


FAMILIES = (
    # Nothing to read: rules, bullets without text, lost links (". ,"). A lone number is the page's pager.
    Family("empty", re.compile(r"[\W_]*$|\d{1,2}$")),
    # Links to other stories. Not "Baca juga doa ini, kata dia.": without a colon a link never ends as a sentence does,
    # and not "Lihat saja …".
    Family(
        "related",
        re.compile(
            r"[\W_]{0,3}(?:baca|simak|lihat|cek|tonton) (?:juga|pula)(?: artikel| berita)? ?[:：>»].{0,250}$"
            r"|[\W_]{0,3}(?:(?:baca|lihat|simak)(?: selengkapnya| berita| artikel| lainnya)?|(?:berita"
            r"|artikel) (?:terkait|lainnya)|pilihan editor"
            r"|also read|read also|read more) ?[:：>»](?:.{0,250}[^.]|)$"
            r"|[\W_]{0,3}(?:baca|simak|lihat|cek|tonton) juga(?:[,:]? [\"“'‘]?(?-i:[A-Z0-9]).{0,200}[^.,]|)$"
            r"|(?:baca )?selengkapnya(?: di sini)?\W*$|lihat semua$|read more$",
            _ANY_CASE,
        ),
    ),
    # Players and galleries. Not "Video yang diunggah …" nor "Simak video yang diunggah MotoGP di bawah
    # ini." (sentences).
    Family(
        "media",
        re.compile(
            r"\[(?:gambas|video|foto|image|embed|youtube|instagram|twitter|caption|iframe)\b[^\]]{0,200}\]$"
            r"|(?:simak|tonton|lihat|saksikan)(?: juga)?,? [\"“'‘]?(?:video|foto-foto|foto|infografis"
            r"|galeri)\b.{0,200}(?:[^.!?]|\[gambas[^\]]*\])$"
            r"|(?:lihat foto|lihat video|play video|putar video|video|infografis|infografik|galeri foto)$"
            r"|(?:video|infografis|infografik) (?:by|oleh|dari)? ?:.{1,100}$|video by:.{1,80}$",
            _ANY_CASE,
        ),
    ),
    # Advertising and its hints to scroll. Not "Iklan rokok dilarang.": whole line only.
    Family(
        "advertising",
        re.compile(
            r"[\W_]{0,3}(?:advertisement|advertorial|adv|iklan|sponsored|promoted|loading\W*|scroll (?:to|untuk"
            r"|ke)\b.{0,60}"
            r"|(?:lanjutkan membaca|gulir untuk|continue reading|skip ads?)\b.{0,60}|\(?adsbygoogle.{0,100}"
            r"|advertisement scroll.{0,60})[\W_]{0,3}$",
            _ANY_CASE,
        ),
    ),
    # Pagers. "Klik halaman selanjutnya untuk …" is a full sentence and still says nothing.
    Family(
        "pager",
        re.compile(
            r"(?:klik(?: ke| di)? )?halaman (?:selanjutnya|berikut(?:nya)?|sebelumnya)\b.{0,120}$"
            r"|halaman ?:?[ \d/]+(?:semua)?$"
            r"|\W{0,2}(?:selanjutnya|sebelumnya|berikutnya|next|prev|previous|show all|tampilkan semua|all"
            r"|\d)(?: (?:halaman|page|\d+|semua|»|>))*\W{0,2}$"
            r"|page \d+(?: of \d+)?$|\d{1,2} dari \d{1,2} halaman$"
            r"|(?:\d{1,2} ){1,10}(?:tampilkan semua|semua|next|selanjutnya)?$",
            _ANY_CASE,
        ),
    ),
    # "Penulis: Nama". Not "Penulis: kami tidak tahu siapa dia." (a sentence), not "Editor buku itu …" (no colon).
    Family(
        "byline",
        re.compile(
            rf"\W?(?:{PEOPLE}|{STAFF})(?: ?[/|&] ?\w+)? ?:(?:\s.{{0,90}}[^.!?]|\S.{{0,90}}[^.!?]|)$"
            r"|laporan (?:wartawan|reporter|kontributor) [^!?]{3,80}[^.!?]$",
            _ANY_CASE,
        ),
    ),
    # Reporters' initials on their own: "(dhn/imk)", "(tim/DAL)", "[rmol]". Not "(KPK)" or "(Persib)": capitals alone.
    Family("initials", re.compile(r"[(\[](?:[a-z]{2,5}|[a-z]{2,6}(?:[/-][A-Za-z]{1,6}){1,3}|\*+)[)\]]$")),
    # Credits and captions. Not "Foto itu diambil …", "Sumber di kepolisian mengatakan …" (no colon), nor a sentence
    # "Sumber: dana itu dari APBN." (full stop), nor "… Agence France-Presse (AFP)" (the spelled-out agency).
    Family(
        "credit",
        re.compile(
            r"\W?(?:foto|foto utama|photo|sumber|source|ilustrasi|grafis|kredit|credit|caption|keterangan foto|dok"
            r"|sumber foto|foto ilustrasi)\s?[:/].{1,160}[^.!?]$"
            rf"|(?:foto|ilustrasi|potret)\b[^.!?]{{0,120}}\((?:{_CREDITED}|{_AGENCY}\b[^)]*|foto[^)]*|dok[^)]*)\)\.?$"
            r"|ilustrasi(?: \S+){0,12}(?<![.!?])$|ilustrasi\. ?[^()]{5,200} ?\([^()]{2,60}/[^()]{2,60}\)$"
            rf"|[^.!?]{{10,260}}[.]? ?[(\[](?:foto ?:|foto by|foto oleh|dok\b|dok\.|sumber ?:|{_AGENCY}(?:\.com"
            rf"|\.co(?:\.id)?| indonesia)?(?: foto)? ?/)[^)\]]{{1,80}}[)\]]\.?$"
            rf"|[^.!?]{{10,260}} ?\((?:{_CREDITED})\)\.?$"
            r"|[\w-]{3,20}\.(?:com|id|co) ?/ ?[^.!?]{2,60}$"
            r"|\(?(?:foto|dok|istimewa|ist|ilustrasi)\b[^().!?]{0,80}\)$",
            _ANY_CASE,
        ),
    ),
    # Buttons and labels. Whole line only, so that "Share saham itu …" stays.
    Family(
        "label",
        re.compile(
            r"[\W\d_]*(?:share|bagikan|bagikan (?:artikel|berita|ini).{0,30}|komentar|\d* ?komentar"
            r"|tulis komentar|kirim komentar|comments?|copy link|salin tautan|link tersalin|"
            r"facebook|twitter|x|whatsapp|telegram|linkedin|line|email|print|cetak|simpan|suka|like|follow|ikuti"
            r"|subscribe|"
            r"berlangganan|login|masuk|daftar|home|beranda|a ?[-+]? a ?[-+]?(?: a ?[-+]?)?|ukuran font|kecil"
            r"|besar|font size.{0,30}|"
            r"siaran pers|press release|"
            r"verified writer|community writer|photo verified writer|tim redaksi|trending|\d+ (?:menit"
            r"|min) (?:baca|read|membaca)|"
            r"waktu baca.{0,20}|(?:dibaca|dilihat) ?:? ?[\d.]+(?: kali)?|\d[\d.,]* ?(?:views?|kali dibaca"
            r"|x dibaca|shares?)|"
            r"apa reaksi kamu.{0,30}|laporkan.{0,20}|beri komentar.{0,30}|perbesar|url telah tercopy"
            r"|lihat (?:artikel asli|berita lainnya)|jadilah yang pertama.{0,60})[\W_]*$",
            _ANY_CASE,
        ),
    ),
    # "Home > News > Nasional". Not "A / B test": a page's own root must come first.
    Family("breadcrumb", re.compile(r"(?:home|beranda|news|berita)(?: ?[>/»›|] ?[^>/»›|]{1,40}){1,5}$", _ANY_CASE)),
    # Asked to follow a channel. Not "Ikuti akun Instagram polisi itu, kata …": one's own news must be offered.
    Family(
        "subscribe",
        re.compile(
            r"(?:dapatkan|ikuti|cek|temukan|yuk|ayo|mari|simak|jangan lewatkan|download|unduh|gabung|bergabung"
            r"|install|instal|follow|baca|nikmati|update)\b"
            r"(?=.{0,250}\b(?:berita|informasi|artikel|update|breaking news|kabar|konten)\b)"
            r"(?=.{0,300}\b(?:telegram|whatsapp|wa channel|google news|newsletter|notifikasi|aplikasi kami"
            r"|saluran|channel|grup|playstore|app store)\b)"
            r"(?!.{0,300}\b(?:kata|ujar|ucap|tutur|jelas|ungkap)(?:nya| dia| \w+)).{20,}$"
            r"|\W*fakta atau hoaks\?.{20,}$|dapatkan berita up to date\b.*$",
            _ANY_CASE,
        ),
    ),
    # The page's legal lines. Not "Disclaimer dalam iklan itu …": a colon or the fixed wording is needed.
    Family(
        "legal",
        re.compile(
            r"copyright ?(?:©|\(c\)|@).{0,160}$|(?:copyright|hak cipta|©|\(c\)) ?(?:\d{4}|dilindungi|by\b|oleh\b"
            r"|pt\b|\w+\.com).{0,160}$|all rights reserved.{0,80}$|disclaimer\W*$|disclaimer ?:.{0,380}$"
            r"|idn times community adalah media\b.*$|(?:artikel|konten|berita|tulisan) ini (?:telah |sudah "
            r"|pernah |pertama kali )*(?:tayang|terbit|dimuat|diterbitkan|dipublikasikan|ditayangkan) (?:di|pada"
            r"|sebelumnya)\b.*$"
            r"|semua karya tulis yang dibuat adalah\b.*$|dilarang (?:keras )?(?:meng(?:copy|ambil|kutip)"
            r"|memperbanyak|menyalin|mengambil dan/atau menayangkan).*$"
            r"|(?:seluruh|semua|segala) (?:isi|konten|materi|foto).{0,60}(?:tanggung jawab|hak cipta).*$",
            _ANY_CASE,
        ),
    ),
    # The page's own trailers. Not "… bisa dibaca di situs resmi KPU.": a news page or its channel must be named.
    Family(
        "trailer",
        re.compile(
            r"(?:(?:berita|kabar|artikel|informasi|cerita)\b[^.!?]{0,120}|selain [^.!?]{0,80}|)(?:bisa|dapat"
            r"|hanya)?\s?(?:anda|kamu|kalian)?\s?(?:bisa )?(?:baca|simak|ikuti|membaca|menyimak|mengikuti|dibaca"
            r"|disimak)\b"
            r"[^!?]{0,120}\b(?:di|dalam|hanya di)(?: kanal(?: \w+)?)? (?:tempo\.co|kompas\.com|detik\w*"
            r"|sindonews\w*|okezone\w*|kapanlagi\w*|wowkeren\w*|liputan6\w*)\.?(?:com)?\.?$",
            _ANY_CASE,
        ),
    ),
    # "Dilansir ," after a lost link. Not "Dilansir dari Reuters, …": a named source is part of the story.
    Family(
        "attribution",
        re.compile(
            r"\W*(?:seperti )?(?:dilansir|dikutip|mengutip|melansir|dirangkum|dilaporkan)(?: (?:dari|oleh|laman"
            r"|situs|media|kantor berita))*[\s,.:]*"
            r"(?:(?:pada )?(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu)?[\s,]*\(?[\d/]*\)?)?\W*$",
            _ANY_CASE,
        ),
    ),
    # '" komentar akun,. "': the quotation and the name were lost. Not '" kata Maia. "', which tells who spoke.
    Family(
        "quote stub",
        re.compile(
            rf"\W*[\"“”']\W*(?:\w+(?:nya)? )(?:{_COUNTED} )?{_READERS}(?: (?:yang )?lain(?:nya)?)?\W*$",
            _ANY_CASE,
        ),
    ),
)


def family(line: str) -> str:
    """The name of the family that a clean line belongs to, or `""` for text that stays."""
    if len(line) > MAX_LENGTH:
        return ""
    return next((each.name for each in FAMILIES if each.pattern.match(line)), "")
