/** How long things of signing in hold, in seconds. */
export const lifetimes = {
  /** A session ends for good after two weeks: about the length of one onboarding. */
  session: 14 * 24 * 3600,
  /** And earlier when nobody used it for three days. Answers are saved, so nothing is lost. */
  sessionIdle: 3 * 24 * 3600,
  /** A sign-in link and its code. */
  challenge: 15 * 60,
  /** An invitation. */
  invitation: 14 * 24 * 3600,
  /** Before the same person may ask for another sign-in mail from the waiting page. */
  resend: 60,
} as const;
