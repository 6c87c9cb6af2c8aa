"""What the painter understands of a prompt: motifs, times of day and colours, in English and Vietnamese."""

from __future__ import annotations

import re
import unicodedata

_MOTIFS = {
    "sea": "sea ocean beach wave coast island|ha long|hạ long|biển|đại dương|bãi biển|sóng|bờ biển|đảo|vịnh|bien",
    "water": "lake river pond|hồ|sông|suối|ao",
    "boat": "boat ship sail sailboat yacht|thuyền|con tàu|buồm",
    "mountain": "mountain hill peak valley volcano alps island|ha long|hạ long|vịnh|đảo|núi|đồi|thung lũng|nui",
    "cat": "cat kitten kitty|mèo|meo",
    "dog": "dog puppy corgi|chó|cún",
    "bird": "bird seagull crane swallow stork|chim|cò|hạc|én",
    "city": "city skyline town street downtown tokyo saigon hanoi tower|thành phố|phố|đô thị|sài gòn|hà nội|thanh pho",
    "flower": "flower rose tulip lotus garden blossom meadow daisy sunflower|hoa|sen|vườn",
    "forest": "forest tree pine jungle wood woods|rừng|cây|thông|tre",
    "pine": "pine fir spruce|thông",
    "house": "house home cottage cabin hut village farm|nhà|làng|ngoi nha",
    "dragon": "dragon|rồng|con rong",
    "kite": "kite|diều",
    "field": "rice field paddy farm|ruộng|lúa|cánh đồng|ruong",
    "lantern": "lantern|đèn lồng|hoa đăng|đèn trời",
    "balloon": "balloon|khinh khí cầu|bóng bay",
    "rocket": "rocket spaceship|tên lửa|phi thuyền",
    "planet": "space planet galaxy cosmos saturn universe|vũ trụ|hành tinh|ngân hà|thiên hà",
    "desert": "desert dune sahara|sa mạc|cồn cát",
    "person": "person woman man girl boy child farmer people lady|người|cô gái|chàng trai|em bé|nông dân|cô bé|cậu bé",
    "cup": "cup coffee tea mug espresso|cà phê|trà|tách",
    "car": "car taxi truck|ô tô|xe hơi|xe",
    "robot": "robot android|người máy|rô bốt",
    "heart": "heart love valentine|trái tim|tình yêu",
    "star": "star stars starry|sao|ngôi sao",
    "rain": "rain rainy storm shower|mưa|bão|giông",
    "snow": "snow snowy winter ice|tuyết|mùa đông|băng",
    "sun": "sun sunny|mặt trời|nắng",
    "moon": "moon|trăng|mặt trăng",
}
_TIMES = {
    "night": "night midnight evening|đêm|tối|khuya|ban dem",
    "dusk": "sunset dusk twilight|hoàng hôn|chiều tà|chạng vạng|hoang hon",
    "dawn": "sunrise dawn morning|bình minh|buổi sáng|sáng sớm|binh minh",
    "day": "day noon daylight summer|ban ngày|buổi trưa|mùa hè",
}
_COLOURS = {
    (214, 48, 49): "red crimson scarlet|đỏ",
    (240, 128, 40): "orange|cam",
    (246, 200, 60): "yellow gold golden|vàng",
    (70, 160, 80): "green emerald|xanh lá|xanh lá cây|lục",
    (52, 120, 214): "blue azure|xanh dương|xanh biển|xanh lam|xanh",
    (130, 80, 190): "purple violet|tím",
    (240, 130, 170): "pink rose|hồng",
    (245, 245, 240): "white|trắng",
    (40, 38, 44): "black|đen",
    (124, 84, 58): "brown|nâu",
}
_TREATMENTS = {
    "mono": "black and white|monochrome|grayscale|đen trắng|trắng đen",
    "sketch": "sketch|pencil|drawing|line art|phác thảo|bút chì|ký họa|vẽ",
    "night": "night|midnight|đêm|ban đêm|tối",
    "warm": "warm|warmer|sunset|golden hour|autumn|ấm|hoàng hôn|mùa thu|nắng",
    "cold": "cold|colder|cool|winter|lạnh|mùa đông|mát",
    "blur": "blur|blurry|dreamy|soft|mờ|mơ màng|làm mờ",
    "bright": "bright|brighter|lighter|sáng|sáng hơn",
    "dark": "dark|darker|u ám",
    "vintage": "vintage|old photo|retro|sepia|cổ điển|ảnh cũ|hoài cổ",
    "cartoon": "cartoon|anime|comic|poster|hoạt hình|truyện tranh",
    "oil": "oil|painting|watercolor|watercolour|impressionist|sơn dầu|màu nước|tranh",
    "neon": "neon|cyberpunk",
    "rain": "rain|storm|mưa",
    "snow": "snow|tuyết",
    "mirror": "mirror|flip|lật|gương",
}


def _phrases(listing: str) -> list[str]:
    """Split ``one two|three four`` into phrases: words of the first part are English and stand alone."""
    english, *others = listing.split("|")
    return [*english.split(), *others]


_MOTIF_PHRASES = {name: _phrases(listing) for name, listing in _MOTIFS.items()}
_TIME_PHRASES = {name: _phrases(listing) for name, listing in _TIMES.items()}
_COLOUR_PHRASES = {colour: _phrases(listing) for colour, listing in _COLOURS.items()}
_TREATMENT_PHRASES = {name: listing.split("|") for name, listing in _TREATMENTS.items()}


def padded(prompt: str) -> str:
    """Return the prompt in lower case, composed letters, every mark a space, a space at both ends."""
    lowered = unicodedata.normalize("NFC", prompt).lower()
    return " " + " ".join(re.findall(r"\w+", lowered)) + " "


def _has(text: str, phrases: list[str]) -> bool:
    return any(f" {phrase}{ending} " in text for phrase in phrases for ending in ("", "s", "es"))


def motifs(prompt: str) -> set[str]:
    """Return the names of the motifs that the prompt asks for."""
    text = padded(prompt)
    return {name for name, phrases in _MOTIF_PHRASES.items() if _has(text, phrases)}


def time_of_day(prompt: str) -> str | None:
    """Return night, dusk, dawn or day where the prompt names one."""
    text = padded(prompt)
    return next((name for name, phrases in _TIME_PHRASES.items() if _has(text, phrases)), None)


def colour(prompt: str) -> tuple[int, int, int] | None:
    """Return the first colour that the prompt names."""
    text = padded(prompt)
    places = [
        (place, found)
        for found, phrases in _COLOUR_PHRASES.items()
        if (place := min((at for phrase in phrases if (at := text.find(f" {phrase} ")) >= 0), default=-1)) >= 0
    ]
    return min(places)[1] if places else None


def treatments(prompt: str) -> list[str]:
    """Return the names of the treatments that an edit asks for."""
    text = padded(prompt)
    return [name for name, phrases in _TREATMENT_PHRASES.items() if _has(text, phrases)]
