import { signal } from "@preact/signals";

interface Tip {
  x: number;
  y: number;
  lines: string[];
}

const tip = signal<Tip | null>(null);

/** Show lines of text beside the pointer or the focused mark. */
export function showTip(event: Event, mark: Element, lines: string[]): void {
  const box = mark.getBoundingClientRect();
  const pointer = event instanceof MouseEvent ? { x: event.clientX, y: event.clientY } : { x: box.right, y: box.top };
  tip.value = { ...pointer, lines };
}

export function hideTip(): void {
  tip.value = null;
}

export function Tooltip() {
  const now = tip.value;
  if (!now) return null;
  const left = Math.min(now.x + 12, innerWidth - 230);
  const top = Math.min(now.y + 12, innerHeight - 24 - 18 * now.lines.length);
  return (
    <div class="tooltip" aria-hidden="true" style={{ left: `${Math.max(4, left)}px`, top: `${Math.max(4, top)}px` }}>
      {now.lines.map((line, place) => (place ? <div key={line}>{line}</div> : <strong key={line}>{line}</strong>))}
    </div>
  );
}
