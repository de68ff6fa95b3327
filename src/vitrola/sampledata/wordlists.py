"""Words from which titles, artists and tags are combined; none is taken from real catalogues."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ADJECTIVES: Final = _words(
    """
    Amber Ancient Bitter Blind Borrowed Brass Broken Burning Clever Cobalt Copper Crooked Distant Dizzy
    Dusty Early Electric Empty Faded Feral Fragile Frozen Gentle Gilded Hidden Hollow Humble Idle Ivory
    Jagged Late Lazy Little Lonely Lost Lucky Magnetic Mellow Midnight Narrow Nervous Northern Orphan
    Painted Paper Patient Plastic Polite Quiet Restless Rusted Sacred Salted Scarlet Secret Shallow Silent
    Sleepless Slow Solar Southern Spare Stubborn Sudden Tender Tidal Tilted Tiny Velvet Violet Wandering
    Wicked Wild Winter Wooden Yellow
    """
)
NOUNS: Final = _words(
    """
    Acrobat Airport Alley Anchor Antenna Archive Arrow Attic Autumn Avenue Balcony Balloon Bandit Basement
    Beacon Bicycle Blanket Bonfire Bridge Bucket Cabin Camera Candle Canyon Carousel Ceiling Cinema Circus
    Clock Coast Comet Compass Corner Cricket Curtain Dancer Daylight Desert Diamond Dinner Doorway Dragon
    Echo Elevator Engine Envelope Factory Feather Ferry Festival Fever Field Fountain Furnace Garden Ghost
    Glacier Guitar Harbour Harvest Heron Highway Horizon Hotel Island Jacket Jungle Kettle Kitchen Ladder
    Lantern Letter Library Lighthouse Machine Magnet Market Meadow Mirror Mountain Museum Needle Ocean
    Orchard Oyster Parade Pendulum Piano Pilot Planet Pocket Postcard Promise Quarry Radio Railway River
    Rocket Sailor Satellite Shadow Signal Sparrow Station Stranger Suitcase Summer Sunday Telegram Theatre
    Thunder Ticket Tiger Tower Tunnel Umbrella Valley Village Vessel Voyage Wardrobe Whisper Window
    Wolf
    """
)
VERBS: Final = _words(
    """
    Answer Behold Borrow Burn Carry Chase Cross Draw Feed Find Fold Follow Forget Guard Hold Hum Ignore Keep
    Kindle Leave Lift Light Mend Mind Name Open Outrun Paint Pass Raise Read Ride Sell Send Shake Sink Sleep
    Tame Trace Watch
    """
)
NOMES: Final = _words(
    """
    Açúcar Água Alegria Amanhã Areia Avião Bússola Café Calçada Canção Carvão Chão Chuva Cidade Coração
    Criança Dança Dezembro Domingo Esperança Estação Estrela Fogueira Forró Fumaça Garoa Horizonte Inverno
    Ilusão Jangada Jardim Janela Lagoa Ladeira Lembrança Limão Luar Madrugada Manhã Maré Melodia Memória
    Mistério Montanha Morena Neblina Ninguém Noite Oração Paixão Palavra Pássaro Pé Poço Poeira Porto
    Praça Quintal Rádio Relâmpago Rio Rosa Rua Saudade Segredo Sereia Serra Sertão Silêncio Solidão Sonho
    Tambor Tarde Terreiro Trovão Varanda Vento Verão Viola Voz
    """
)
FIRST_NAMES: Final = _words(
    """
    Abílio Adélia Alma Anahí Aurélio Beatriz Benta Bram Caetana Celeste Cícero Clóvis Dagmar Dália Delfina
    Edgardo Elísio Elodie Enzo Estela Fausto Felícia Florian Gaspar Greta Hélio Ilse Inácio Iolanda Ivo
    Jacinta Joaquina Juno Lázaro Leocádia Lívia Lorena Lúcio Magnus Marlene Milo Nadir Noêmia Odete Olavo
    Otília Perla Quincas Ramiro Rosalva Sigrid Soraia Tadeu Tamsin Úrsula Valdir Wanda Ximena Yara
    Zélia
    """
)
LAST_NAMES: Final = _words(
    """
    Abernath Alvarenga Ashgrove Barrosa Bellweather Birkholt Bragança Calloway Camargo Carvalhal Coldbrook
    Corvino Dantesco Dunmarsh Eastlake Fairbarn Falcão Farrowby Figueira Fonteclara Garrido Glasswater
    Greenhow Hartwick Hollowell Ibarra Jardim Kestrel Kingsmere Lacerda Larkspur Leitão Lindqvist Longmire
    Macieira Marchetti Meirelles Mendonça Montclair Moorhen Nakagawa Norwell Okoro Oliveirinha Oxbridge
    Paranhos Pennywhistle Pinheiral Quarrington Quintela Ravenhill Ribeirão Rosewater Sandoval Saltmarsh
    Sequeira Silverton Sobral Stonefield Tavarela Thornbury Tidewell Uchôa Valadão Vasconcelho Westerby
    Wexcombe Windermoor Yarrow Zambrano
    """
)

GENRE_TAGS: Final[dict[str, tuple[str, ...]]] = {
    "Rock": (
        *("rock", "alternative", "indie", "alternative_rock", "indie_rock", "classic_rock", "hard_rock"),
        *("grunge", "britpop", "progressive_rock", "psychedelic_rock", "post_rock", "shoegaze", "pop_rock"),
    ),
    "Electronic": (
        *("electronic", "electronica", "techno", "house", "trance", "idm", "downtempo", "trip_hop"),
        *("drum_and_bass", "electro", "dance", "dubstep"),
    ),
    "Pop": ("pop", "indie_pop", "j_pop", "synthpop", "pop_rock", "dance"),
    "Rap": ("rap", "hip_hop", "underground_hip_hop", "gangsta_rap"),
    "Metal": (
        *("metal", "heavy_metal", "death_metal", "black_metal", "thrash_metal", "power_metal", "metalcore"),
        *("progressive_metal", "doom_metal", "symphonic_metal"),
    ),
    "Country": ("country", "alt_country", "americana", "bluegrass"),
    "Folk": ("folk", "indie_folk", "folk_rock", "singer_songwriter"),
    "RnB": ("rnb", "soul", "funk", "motown"),
    "Reggae": ("reggae", "dub", "roots_reggae", "dancehall", "ska"),
    "Jazz": ("jazz", "smooth_jazz", "swing", "acid_jazz", "bebop"),
    "New Age": ("new_age", "ambient", "celtic", "meditation"),
    "Punk": ("punk", "punk_rock", "hardcore", "pop_punk", "post_punk"),
    "Latin": ("latin", "salsa", "bossa_nova", "samba", "mpb"),
    "World": ("world", "african", "ethnic", "flamenco"),
    "Blues": ("blues", "blues_rock", "delta_blues"),
}
NOISE_TAGS: Final = _words(
    """
    female_vocalists male_vocalists 60s 70s 80s 90s 00s chillout acoustic instrumental experimental
    psychedelic british american swedish german french japanese brazilian spanish russian polish guitar
    piano mellow beautiful love soundtrack cover oldies lounge emo industrial minimal live party
    melancholy
    """
)
