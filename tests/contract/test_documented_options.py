"""What the gateway's pages give of each family (ratios, sizes, lengths, counts, voices) is offered, model by model.

The table is written from the reference by hand; that each of them reaches the wire and is taken there is what
tests/protocols shows for every offer.
"""

from __future__ import annotations

import pytest

from tests.catalogue import CATALOG

GEMINI = "1:1 2:3 3:2 3:4 4:3 4:5 5:4 9:16 16:9 21:9"
IMAGEN = "1:1 3:4 4:3 9:16 16:9"
KLING = "16:9 9:16 1:1"
KLING_PICTURES = "16:9 9:16 1:1 4:3 3:4 3:2 2:3 21:9"
IDEOGRAM = "1:3 3:1 1:2 2:1 9:16 16:9 10:16 16:10 2:3 3:2 3:4 4:3 4:5 5:4 1:1"
RESOLUTIONS = (  # of the vendor's page
    "512x1536 576x1408 576x1472 576x1536 640x1344 640x1408 640x1472 640x1536 704x1152 704x1216 704x1280 704x1344 "
    "704x1408 704x1472 736x1312 768x1088 768x1216 768x1280 768x1344 800x1280 832x960 832x1024 832x1088 832x1152 "
    "832x1216 832x1248 864x1152 896x960 896x1024 896x1088 896x1120 896x1152 960x832 960x896 960x1024 960x1088 "
    "1024x832 1024x896 1024x960 1024x1024 1088x768 1088x832 1088x896 1088x960 1120x896 1152x704 1152x832 1152x864 "
    "1152x896 1216x704 1216x768 1216x832 1248x832 1280x704 1280x768 1280x800 1312x736 1344x640 1344x704 1344x768 "
    "1408x576 1408x640 1408x704 1472x576 1472x640 1472x704 1536x512 1536x576 1536x640"
)
PALETTES = "ember fresh jungle magic melon mosaic pastel ultramarine"
OLD_IDEOGRAM = "1:1 10:16 16:10 9:16 16:9 3:2 2:3 4:3 3:4 1:3 3:1"
FLUX = "21:9 16:9 4:3 3:2 1:1 2:3 3:4 9:16 9:21"
SEEDANCE = "16:9 4:3 1:1 3:4 9:16 21:9"
VOICES = "alloy ash ballad coral echo fable onyx nova sage shimmer verse"
GOOGLE_VOICES = (
    "Zephyr Puck Charon Kore Fenrir Leda Orus Aoede Callirrhoe Autonoe Enceladus Iapetus Umbriel Algieba Despina "
    "Erinome Algenib Rasalgethi Laomedeia Achernar Alnilam Schedar Gacrux Pulcherrima Achird Zubenelgenubi "
    "Vindemiatrix Sadachbia Sadaltager Sulafat"
)
SORA_STYLES = "thanksgiving comic news selfie nostalgic anime"
FEELINGS = "happy sad angry fearful disgusted surprised calm"

# model at Key4U: what its page says; the sections are those of the reference of the gateway's forms
DOCUMENTED = {
    "nano-banana": {"ratios": GEMINI, "sizes": "1K"},  # 3.1
    "nano-banana-pro": {"ratios": GEMINI, "sizes": "1K 2K 4K", "pictures": 14},
    "nano-banana-2": {"pictures": 14, "ratios": GEMINI + " 1:4 4:1 1:8 8:1", "sizes": "512 1K 2K 4K"},
    "gemini-2-image": {"sizes": "1K"},
    "gpt-image-1": {"count": 10, "quality": "low medium high auto", "fidelity": "high low"},  # 3.3
    "gpt-image-1.5": {"ratios": "1:1 3:2 2:3", "background": "transparent opaque auto", "count": 10},
    "gpt-image-2": {"ratios": "1:1 3:2 2:3", "count": 10},
    "dall-e-3": {"ratios": "1:1 16:9 9:16", "quality": "standard hd", "style": "vivid natural"},
    "flux-kontext-pro": {"ratios": FLUX},  # 3.4
    "flux-kontext-max": {"ratios": FLUX},
    "seedream-4": {"sizes": "1K 2K 4K", "count": 10, "pictures": 10},  # 3.5: both as many as an album holds
    "seedream-4.5": {"sizes": "2K 4K", "count": 10, "pictures": 10},
    "qwen-image-max": {"ratios": "16:9 4:3 1:1 3:4 9:16 3:2 2:3", "enhance": "on off"},  # 3.6
    "midjourney": {"pictures": 5},  # 3.8, and each speed
    "midjourney-relax": {"pictures": 5},
    "midjourney-fast": {"pictures": 5},
    "midjourney-turbo": {"pictures": 5},
    "niji-relax": {"pictures": 5},
    "niji-fast": {"pictures": 5},
    "niji-turbo": {"pictures": 5},
    "ideogram-3": {
        "ratios": IDEOGRAM,
        "sizes": RESOLUTIONS,
        "count": 8,
        "speed": "turbo default quality",
        "style": "auto general realistic design",
        "palette": PALETTES,
    },
    "ideogram-3-reframe": {"sizes": RESOLUTIONS, "count": 8},
    "ideogram-1": {"ratios": OLD_IDEOGRAM, "enhance": "auto on off", "count": 8},
    "ideogram-1-turbo": {"ratios": OLD_IDEOGRAM},
    "ideogram-2-turbo": {"ratios": OLD_IDEOGRAM, "palette": PALETTES},
    "ideogram-upscale": {"enhance": "auto on off"},
    "ideogram-2": {"ratios": OLD_IDEOGRAM, "style": "auto general realistic design 3d anime", "enhance": "auto on off"},
    "kling-image": {"ratios": KLING_PICTURES, "sizes": "1K 2K", "count": 9},  # 3.10
    "kling-image-1": {"ratios": KLING_PICTURES, "sizes": "1K 2K", "count": 9, "pictures": 1},
    "kling-image-1-5": {"ratios": KLING_PICTURES, "sizes": "1K 2K", "count": 9},
    "kling-image-2": {"ratios": KLING_PICTURES, "sizes": "1K 2K", "count": 9, "pictures": 1},
    "kling-image-2-1": {"ratios": KLING_PICTURES, "sizes": "1K 2K", "count": 9},
    "kling-image-o1": {"ratios": KLING_PICTURES, "sizes": "1K 2K 4K", "count": 9, "pictures": 10},
    "kling-expand": {"count": 9},
    "kling-blend": {"ratios": KLING_PICTURES, "count": 9, "pictures": 4},
    "kling-omni-image": {"ratios": KLING_PICTURES, "sizes": "1K 2K 4K", "count": 9},
    "tencent-qwen-image": {"sizes": "1024x1024"},  # 3.11
    "hunyuan-image": {"sizes": "1024x1024"},
    "replicate-flux-kontext-dev": {"pictures": 1},  # 3.12
    "replicate-flux-fill-dev": {"count": 4},
    "remove-bg": {"pictures": 1},
    "remove-objects": {"pictures": 1},
    "sdxl": {"count": 4, "pictures": 1},
    "imagen-4": {"ratios": IMAGEN, "sizes": "1K 2K", "count": 4},  # 3.14
    "veo-3.1": {"ratios": "16:9 9:16", "seconds": [8], "sizes": "720p 1080p 4K"},  # 4.1
    "veo-3.1-fast": {"ratios": "16:9 9:16", "seconds": [8], "sizes": "720p 1080p", "pictures": 2},
    "veo-3.1-references": {"pictures": 3},
    "veo-3.1-fast-references": {"pictures": 3},
    "veo-3.1-pro": {"sizes": "720p 1080p 4K"},
    "veo-3": {"sizes": "720p 1080p"},
    "veo-3-fast": {"pictures": 1},
    "veo-3-pro": {"ratios": "16:9 9:16", "pictures": 1},
    "veo-2": {"sizes": "720p 1080p", "pictures": 2},
    "veo-2-fast": {"sizes": "720p 1080p"},
    "veo-2-fast-references": {"pictures": 3},
    "veo-2-pro": {"sizes": "720p 1080p"},
    "veo-2-pro-references": {"pictures": 3},
    "sora-2": {  # 4.2, 4.4
        "ratios": "16:9 9:16",
        "seconds": [4, 8, 10, 12, 15],
        "watermark": "auto off",
        "private": "on off",
        "style": SORA_STYLES,
    },
    "sora-2-pro": {"seconds": [4, 8, 10, 12, 15, 25], "sizes": "720p 1080p", "style": SORA_STYLES},
    "grok-video": {"ratios": "2:3 3:2 1:1 16:9 9:16", "sizes": "720p 1080p", "seconds": [6, 10, 15]},  # 4.3
    "grok-video-pro": {"seconds": [10]},
    "grok-video-max": {"seconds": [15]},
    "kling-v3": {"ratios": KLING, "seconds": [*range(3, 16)], "shots": "single multi"},  # 4.5
    "kling-v3-silent": {"shots": "single multi"},
    "kling-omni": {"seconds": [*range(3, 16)], "film": "edit style", "pictures": 7},
    "kling-o1": {"ratios": KLING, "seconds": [*range(3, 11)], "film": "edit style", "pictures": 7},
    "kling-v2-master": {"ratios": KLING, "seconds": [5, 10], "pictures": 1},
    "kling-v2-1-master": {"ratios": KLING, "seconds": [5, 10], "pictures": 1},
    "kling-v2-1": {"seconds": [5, 10], "pictures": 2},
    "kling-v1-5": {"seconds": [5, 10], "sizes": "720p 1080p", "pictures": 2},
    "kling-v1": {"ratios": KLING, "seconds": [5, 10], "camera": "down up left right in out", "pictures": 2},
    "kling-motion": {"facing": "image video"},
    "kling-v2-6": {"ratios": KLING, "seconds": [5, 10], "sound": "on off"},
    "kling-v2-5-turbo": {"ratios": KLING, "seconds": [5, 10]},
    "kling-v1-6": {"ratios": KLING, "seconds": [5, 10], "pictures": 4},
    "seedance-pro": {"ratios": SEEDANCE, "seconds": [*range(4, 13)], "sizes": "480p 720p 1080p"},  # 4.7
    "seedance-1": {"ratios": SEEDANCE, "seconds": [*range(2, 13)]},
    "seedance-fast": {"ratios": SEEDANCE, "seconds": [*range(2, 13)]},
    "seedance-lite": {"ratios": SEEDANCE, "seconds": [*range(2, 13)]},
    "seedance-2": {"ratios": SEEDANCE, "pictures": 2},
    "seedance-2-references": {"ratios": SEEDANCE, "pictures": 4},
    "wan": {"seconds": [5, 10, 15], "shots": "single multi", "sound": "on off", "enhance": "on off"},  # 4.8
    "wan-flash": {"seconds": [5, 10, 15]},
    "wan-2.5": {"seconds": [5, 10], "sizes": "480p 720p 1080p", "sound": "on off"},
    "wan-2.2": {"sizes": "480p 1080p", "pictures": 1},
    "wan-2.2-flash": {"sizes": "480p 720p", "pictures": 1},
    "hailuo": {"seconds": [6, 10], "sizes": "768p 1080p"},  # 4.10
    "hailuo-fast": {"seconds": [6, 10], "sizes": "768p 1080p"},
    "hailuo-02": {"seconds": [6, 10], "sizes": "512p 768p 1080p"},
    "minimax-video-01": {"seconds": [6], "sizes": "720p", "pictures": 1},
    "minimax-director": {"seconds": [6], "sizes": "720p", "pictures": 1},
    "minimax-live": {"seconds": [6], "sizes": "720p", "pictures": 1},
    "vidu-q3-pro": {"ratios": KLING, "seconds": [*range(1, 17)], "sizes": "540p 720p 1080p", "style": "general anime"},
    "vidu-q3-turbo": {"seconds": [*range(1, 17)], "sizes": "540p 720p 1080p", "pictures": 2},  # 4.11
    "vidu-q2": {"ratios": KLING + " 3:4 4:3", "seconds": [*range(1, 11)], "sizes": "540p 720p 1080p", "pictures": 2},
    "vidu-q2-pro": {"seconds": [*range(1, 11)], "sizes": "540p 720p 1080p", "pictures": 2},
    "vidu-q1": {"seconds": [5], "sizes": "1080p", "movement": "auto small medium large", "pictures": 2},
    "vidu-mix": {"seconds": [*range(1, 17)], "sizes": "720p 1080p", "pictures": 7},
    "vidu-q3-references": {"seconds": [*range(3, 17)], "sizes": "540p 720p 1080p", "pictures": 7},
    "vidu-q2-references": {"seconds": [*range(1, 11)], "sizes": "540p 720p 1080p", "pictures": 7},
    "vidu-q1-references": {"seconds": [5], "sizes": "1080p", "pictures": 7},
    "vidu-2-references": {"seconds": [4], "sizes": "360p 720p", "pictures": 7},
    "vidu-image-q1": {"ratios": KLING + " 3:4 4:3", "sizes": "1080p", "pictures": 7},
    "vidu-image": {"ratios": KLING + " 3:4 4:3 21:9 2:3 3:2", "sizes": "1080p 2K 4K"},
    "luma-ray": {"seconds": [5], "sizes": "720p 1080p", "enhance": "on off", "loop": "on off"},  # 4.12
    "luma-ray-1": {"seconds": [5], "sizes": "720p 1080p"},
    "runway-gen4": {"ratios": "16:9 9:16 4:3 3:4 1:1 21:9", "seconds": [5, 10]},  # 4.13
    "runway-gen3a": {"ratios": "5:3 3:5", "seconds": [5, 10]},
    "gpt-4o-mini-tts": {"voice": VOICES},  # 5.1
    "tts-1": {"voice": VOICES},
    "gpt-4o-audio": {"voice": VOICES},
    "gemini-flash-tts": {"voice": GOOGLE_VOICES, "second-voice": GOOGLE_VOICES},  # 5.3
    "gemini-pro-tts": {"voice": GOOGLE_VOICES, "second-voice": GOOGLE_VOICES},
    "minimax-speech": {"style": FEELINGS, "volume": "1 10", "pitch": "-12 0 12"},  # 5.4
    "minimax-speech-2.6-turbo": {"style": FEELINGS},
    "minimax-speech-2.8": {"style": FEELINGS},
    "minimax-speech-2.8-turbo": {"style": FEELINGS},
    "minimax-speech-02": {"style": FEELINGS},
    "minimax-speech-02-turbo": {"style": FEELINGS},
    "vidu-voice": {"style": FEELINGS},  # 5.5
    "kling-sound": {"seconds": [*range(3, 11)]},
    "kling-foley": {"asmr": "on off"},
    "vidu-sound": {"seconds": [*range(2, 11)]},
    "suno": {"voice": "female male", "count": 2},  # 5.6
    "suno-4.5-plus": {"count": 2},
    "suno-4.5": {"count": 2},
    "suno-4": {"count": 2},
    "suno-3.5": {"count": 2},
    "suno-3": {"count": 2},
}
# ... at AI Thực Chiến and at Flow
ELSEWHERE = {
    ("thucchien", "nano-banana"): {"ratios": IMAGEN},
    ("thucchien", "nano-banana-2"): {"ratios": GEMINI, "sizes": "1K 2K 4K"},  # 4.2, 4.4
    ("thucchien", "nano-banana-2-lite"): {"ratios": IMAGEN},
    ("thucchien", "nano-banana-pro"): {"ratios": GEMINI, "sizes": "1K 2K 4K"},
    ("thucchien", "imagen-4"): {"ratios": IMAGEN, "count": 4},
    ("thucchien", "gpt-image-2.5-flare"): {"ratios": "1:1 3:2 2:3"},
    ("thucchien", "gpt-image-2.5-sunburst"): {"ratios": "1:1 3:2 2:3", "quality": "low medium high"},
    ("thucchien", "veo-3.1"): {"ratios": "16:9 9:16", "seconds": [4, 6, 8], "sizes": "720p 1080p", "pictures": 2},
    ("thucchien", "veo-3.1-fast"): {"ratios": "16:9 9:16", "seconds": [4, 6, 8], "sizes": "720p 1080p"},
    ("thucchien", "veo-3.1-lite"): {"ratios": "16:9 9:16", "seconds": [4, 6, 8], "sizes": "720p 1080p"},
    ("thucchien", "veo-3.1-references"): {"pictures": 3},
    ("thucchien", "veo-3"): {"ratios": "16:9 9:16", "sizes": "720p 1080p", "pictures": 1},
    ("thucchien", "veo-2"): {"seconds": [5, 6, 7, 8], "count": 2},
    ("thucchien", "gpt-4o-mini-tts"): {"voice": VOICES + " marin cedar"},  # 4.8
    ("thucchien", "gemini-flash-tts"): {"voice": GOOGLE_VOICES, "second-voice": GOOGLE_VOICES},  # 4.9
    ("thucchien", "gemini-pro-tts"): {"voice": GOOGLE_VOICES, "second-voice": GOOGLE_VOICES},
    ("thucchien", "gemini-3.1-flash-tts"): {"voice": GOOGLE_VOICES},
    ("flow", "flow"): {"ratios": IMAGEN, "count": 4},  # 3.2, 3.3
    ("flow", "flow-video"): {  # 3.4 to 3.6
        "ratios": KLING,
        "seconds": [6, 8, 10],
        "voice": "achernar charon algieba alnilam",
        "pictures": 3,
    },
}


def offered(gateway, alias, what):
    offers = [offer for offer in CATALOG.models[alias].offers if offer.gateway == gateway]
    if what == "count":
        return {count for offer in offers for count in range(1, offer.count_max + 1)}
    if what == "pictures":
        return {count for offer in offers for count in range(offer.pictures_least, offer.pictures + 1)}
    if what in ("ratios", "sizes", "seconds"):
        return {value for offer in offers for value in getattr(offer, what)}
    return {value for offer in offers for value in offer.options.get(what, ())}


ALL = {("key4u", alias): facts for alias, facts in DOCUMENTED.items()} | ELSEWHERE


@pytest.mark.parametrize(
    ("gateway", "alias", "what", "said"),
    [(*where, what, said) for where, facts in ALL.items() for what, said in facts.items()],
)
def test_what_a_page_gives_is_offered(gateway, alias, what, said):
    wanted = set(said.split()) if isinstance(said, str) else {said} if isinstance(said, int) else set(said)
    assert not wanted - offered(gateway, alias, what)
