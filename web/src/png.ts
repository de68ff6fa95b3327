// A chart's SVG as a picture: styles are written into a copy, since a picture has no style sheet.

const COPIED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "font-family", "font-weight", "dominant-baseline"];
const SCALE = 2;

export async function savePng(svg: SVGSVGElement, title: string, name: string): Promise<void> {
  const width = svg.clientWidth;
  const height = svg.clientHeight + 28;
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [...svg.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((element, place) => {
    const style = getComputedStyle(from[place] as Element);
    for (const each of COPIED) element.setAttribute(each, style.getPropertyValue(each));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const body = getComputedStyle(document.body);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = body.backgroundColor;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = body.color;
  pen.font = `600 14px ${body.fontFamily}`;
  pen.fillText(title, 6, 18, width - 12);
  pen.drawImage(picture, 0, 28);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
  if (blob) save(URL.createObjectURL(blob), `${name}.png`);
}

function save(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
