type Source = Readonly<{ now: () => number; random: (bytes: Uint8Array) => Uint8Array }>;

/**
 * Makes a generator of UUIDv7: 48 bits of milliseconds, then a 12-bit counter that starts at random below 2048 and
 * grows within a millisecond, then 62 random bits. Ids of one process therefore sort by the order in which they were
 * made, also when the clock stands still or goes back (the last millisecond is kept until the clock passes it).
 */
export function createUuidv7({ now, random }: Source): () => string {
  let last = -1;
  let counter = 0;
  return () => {
    const bytes = random(new Uint8Array(16));
    const time = now();
    if (time > last) {
      last = time;
      counter = ((byte(bytes, 6) & 0x07) << 8) | byte(bytes, 7);
    } else {
      counter += 1;
      if (counter > 0xfff) {
        last += 1;
        counter = 0;
      }
    }
    bytes[0] = (last / 2 ** 40) & 0xff;
    bytes[1] = (last / 2 ** 32) & 0xff;
    bytes[2] = (last / 2 ** 24) & 0xff;
    bytes[3] = (last / 2 ** 16) & 0xff;
    bytes[4] = (last / 2 ** 8) & 0xff;
    bytes[5] = last & 0xff;
    bytes[6] = 0x70 | (counter >> 8);
    bytes[7] = counter & 0xff;
    bytes[8] = 0x80 | (byte(bytes, 8) & 0x3f);
    const hex = Array.from(bytes, (value) => value.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

/** A new id for a row, a request or a job: the process's own generator over the system's clock and randomness. */
export const uuidv7 = createUuidv7({ now: Date.now, random: (bytes) => globalThis.crypto.getRandomValues(bytes) });

/** Whether a text from outside has the shape of a UUID of any version, in lower case. */
export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value);

/** The millisecond in which a UUIDv7 was made. */
export const uuidTime = (id: string): Date => new Date(Number.parseInt(id.replace('-', '').slice(0, 12), 16));

const byte = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;
