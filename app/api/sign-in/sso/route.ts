import { NextResponse } from 'next/server';
import { enter } from '@/app/[locale]/(auth)/after-sign-in';
import { dropErrand, readErrand } from '@/app/[locale]/(auth)/browser-cookie';
import { networkAddress, pageRequest } from '@/app/_server/request';
import { readSessionToken } from '@/app/_server/session-cookie';
import { finishSso } from '@/lib/auth';
import { config } from '@/lib/platform/config';
import { requestLog } from '@/lib/platform/logging';

/**
 * Where identity providers send people back to: `?code=…&state=…`. It comes from another site, so it does nothing without
 * the cookie of the browser that went out. Ends in a session and the page that was wanted, or in the page that says why not.
 */
export async function GET(request: Request): Promise<Response> {
  const { requestId, locale } = await pageRequest();
  const to = (path: string): Response => {
    const answer = NextResponse.redirect(new URL(path, config().publicUrl), 303);
    answer.headers.set('cache-control', 'no-store');
    answer.headers.set('referrer-policy', 'no-referrer');
    return answer;
  };
  try {
    const finished = await finishSso({
      query: new URL(request.url).searchParams,
      browserToken: await readErrand('sso'),
      ip: networkAddress(request.headers),
      oldToken: await readSessionToken(),
    });
    if (!finished.ok) return to(`/${locale}/sign-in/sso?refused=${finished.refusal.code}`);
    await dropErrand('sso');
    return to(await enter(finished.value, finished.value.returnPath));
  } catch (err) {
    requestLog(requestId, { door: 'page' }).error({ err }, 'an identity provider’s answer failed unexpectedly');
    return to(`/${locale}/sign-in/sso?refused=internal`);
  }
}
