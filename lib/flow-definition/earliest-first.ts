/** Places that wait for their turn, each once, the earliest first. */
export type EarliestFirst = Readonly<{ add: (place: number) => void; take: () => number | undefined }>;

/** A queue of places below `size`. Adding and taking cost the logarithm of how many wait. */
export function earliestFirst(size: number): EarliestFirst {
  const heap: number[] = [];
  const waits = new Uint8Array(size);
  const at = (index: number): number => heap[index] ?? Number.POSITIVE_INFINITY;
  const swap = (one: number, other: number) => {
    const kept = at(one);
    heap[one] = at(other);
    heap[other] = kept;
  };

  function add(place: number): void {
    if (waits[place] === 1) return;
    waits[place] = 1;
    let index = heap.push(place) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (at(parent) <= at(index)) return;
      swap(parent, index);
      index = parent;
    }
  }

  function take(): number | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    waits[first] = 0;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const smaller = at(right) < at(left) ? right : left;
      if (at(smaller) >= at(index)) return first;
      swap(index, smaller);
      index = smaller;
    }
  }
  return { add, take };
}
