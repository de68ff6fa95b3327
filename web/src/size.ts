import { batch, type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

export interface Size {
  width: number;
  height: number;
}

const sizes = new WeakMap<Element, Signal<Size>>();

/** Watches all charts together, so that those that change size at the same time are drawn anew together. */
const watch = new ResizeObserver((changes) =>
  batch(() => {
    for (const { target, contentRect } of changes) {
      const size = sizes.get(target);
      if (size) size.value = { width: contentRect.width, height: contentRect.height };
    }
  }),
);

/** The size of an element's content, in CSS pixels, as it changes. */
export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const size = useSignal<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    sizes.set(element, size);
    watch.observe(element);
    return () => watch.unobserve(element);
  }, []);
  return size.value;
}
