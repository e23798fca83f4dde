/** What a scan found. `unavailable` is tried again later; `too_large` means that this scanner never takes so much. */
export type ScanResult =
  | Readonly<{ verdict: 'clean' }>
  | Readonly<{ verdict: 'infected'; signature: string }>
  | Readonly<{ verdict: 'too_large' }>
  | Readonly<{ verdict: 'unavailable'; cause: string }>;

/** Looks through a content for harmful software; null stands for an installation that has none. */
export type Scanner = (content: AsyncIterable<Buffer>) => Promise<ScanResult>;
