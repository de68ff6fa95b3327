"""The page of a server and the page of files look the same, pixel for pixel."""

from base64 import b64encode

import pytest

from browser_lake import settled
from exported_site import exported

ONLY_FROM_A_SERVER = "a[href*='export.xlsx'], button.who, button.audience { display: none !important }"
EDGES = 250
"""Pixels that may differ: Chromium doesn't always smooth rounded corners in the same way."""
UNLIKE = """async (pictures) => {
  const drawn = await Promise.all(pictures.map(async (png) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height);
  }));
  const [one, other] = drawn.map((image) => new Uint32Array(image.data.buffer));
  if (drawn[0].width !== drawn[1].width || one.length !== other.length) return one.length + other.length;
  return one.reduce((unlike, pixel, place) => unlike + (pixel !== other[place]), 0);
}"""
"""How many pixels of two pictures differ; all of them where their sizes do."""


@pytest.fixture(scope="session")
def site_address(lake, tmp_path_factory):
    with exported(lake, tmp_path_factory.mktemp("alike")) as found:
        yield found


def picture(open_page, address, path, **options):
    page = open_page(path, at=address, bypass_csp=True, **options)
    settled(page)
    return page.screenshot(full_page=True, animations="disabled", style=ONLY_FROM_A_SERVER)


@pytest.mark.server_only
@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize(
    ("path", "scheme"), [("", "light"), ("?lang=en", "dark"), ("?view=metadata", "light")]
)
def test_both_forms_of_the_page_look_the_same(
    open_page, chromium, address, site_address, path, scheme, width, tmp_path
):
    options = {"color_scheme": scheme, "size": {"width": width, "height": 768}}
    addresses = {"server": address, "site": site_address}
    pictures = {form: picture(open_page, at, path, **options) for form, at in addresses.items()}
    for form, png in pictures.items():
        (tmp_path / f"{form}.png").write_bytes(png)
    blank = chromium.new_page()
    unlike = blank.evaluate(UNLIKE, [b64encode(png).decode() for png in pictures.values()])
    blank.close()
    assert unlike <= EDGES, f"look at {tmp_path}"
