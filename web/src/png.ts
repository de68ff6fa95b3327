// A chart or table as a picture: styles are written into a copy, since a picture has no style sheet.

const COPIED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "font-family", "font-weight", "dominant-baseline"];
const SCALE = 2;
const HEAD = 46;
const ROW = 18;
const MARGIN = 8;
const NARROWEST = 520;

interface Drawing {
  width: number;
  height: number;
  paint: (pen: CanvasRenderingContext2D) => void;
}

/** Offer a picture to download: what it shows, under which filters, and the drawing below them. */
export async function savePng(from: SVGSVGElement | HTMLTableElement, title: string, details: string, name: string): Promise<void> {
  const drawing = from instanceof SVGSVGElement ? await drawn(from) : listed(from);
  const { height, paint } = drawing;
  const width = Math.max(NARROWEST, drawing.width);
  const { backgroundColor, color, fontFamily } = getComputedStyle(document.body);
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = (height + HEAD) * SCALE;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = backgroundColor;
  pen.fillRect(0, 0, width, height + HEAD);
  pen.fillStyle = color;
  pen.font = `600 14px ${fontFamily}`;
  pen.fillText(title, MARGIN, 18, width - 2 * MARGIN);
  pen.font = `11px ${fontFamily}`;
  pen.fillText(details, MARGIN, 35, width - 2 * MARGIN);
  pen.translate(0, HEAD);
  pen.font = `12px ${fontFamily}`;
  paint(pen);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
  if (blob) saveAs(blob, `${name}.png`);
}

async function drawn(svg: SVGSVGElement): Promise<Drawing> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [...svg.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((element, place) => {
    const style = getComputedStyle(from[place] as Element);
    for (const each of COPIED) element.setAttribute(each, style.getPropertyValue(each));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  return { width: svg.clientWidth, height: svg.clientHeight, paint: (pen) => pen.drawImage(picture, 0, 0) };
}

/** The rows of a table that are loaded, each cell where it stands on the page. */
function listed(table: HTMLTableElement): Drawing {
  const left = table.getBoundingClientRect().left;
  const rows = [...table.rows];
  const paint = (pen: CanvasRenderingContext2D) => {
    rows.forEach((row, place) => {
      for (const cell of row.cells) {
        const box = cell.getBoundingClientRect();
        const digits = cell.classList.contains("digits");
        pen.textAlign = digits ? "right" : "left";
        const text = (cell.querySelector(".value") ?? cell).textContent ?? "";
        pen.fillText(text, (digits ? box.right - left - 5 : box.left - left + 5) + MARGIN, place * ROW + 14, box.width - 8);
      }
    });
  };
  return { width: table.clientWidth + 2 * MARGIN, height: rows.length * ROW + MARGIN, paint };
}

/** Offer a file to download. */
export function saveAs(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
