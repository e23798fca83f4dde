import { postedTyping } from '@/components/onboarding/draft-values';
import { keepForEndedSession } from '@/lib/auth';
import { saveDraft } from '@/lib/drafts';
import type { MemberActor } from '@/lib/tenancy';
import { readSessionToken } from '@/app/_server/session-cookie';
import type { PostedValues } from '@/components/onboarding/form-state';

/** A posted page of questions, as the action has parsed it. */
type SentPage = Readonly<{
  flowId: string;
  stepId: string;
  itemId?: string | undefined;
  values: PostedValues;
  bases: Readonly<Record<string, string | null>>;
}>;

/**
 * Keeps a page whose save was refused, so that closing it loses nothing that was sent. Whether it could be kept changes
 * nothing about the refusal: the page itself still shows what was typed.
 */
export async function keepRefusedPage(actor: MemberActor, page: SentPage): Promise<void> {
  await saveDraft(actor, placeOf(page), postedTyping(page.values, page.bases));
}

/**
 * Keeps a page that came with a session that has run out, and answers where to sign in to find it again; null when it
 * belongs to nobody that we still know.
 */
export async function keepPageWithoutSession(page: SentPage, locale: string): Promise<string | null> {
  const typing = postedTyping(page.values, page.bases);
  const kept = await keepForEndedSession(await readSessionToken(), { place: placeOf(page), ...typing });
  return kept ? signInAgain(page, locale) : null;
}

/** The sign-in page that says that the typing is kept and leads back to it. */
export const signInAgain = (page: Pick<SentPage, 'flowId' | 'stepId' | 'itemId'>, locale: string): string =>
  `/${locale}/sign-in?next=${encodeURIComponent(pagePath(page, locale))}&kept=1`;

/** The address of a page of questions. */
export const pagePath = (
  { flowId, stepId, itemId }: Pick<SentPage, 'flowId' | 'stepId' | 'itemId'>,
  locale: string,
): string => ['', locale, 'flows', flowId, stepId, ...(itemId ? ['items', itemId] : [])].join('/');

const placeOf = ({ flowId, stepId, itemId = '' }: SentPage) => ({ flowId, stepId, itemId });
