import { isHex, themeCss } from '@/lib/branding';
import { refuse } from '@/lib/errors';
import { uuidv7 } from '@/lib/platform/ids';
import { problem } from '@/app/_server/problem';

type Context = Readonly<{ params: Promise<{ brand: string }> }>;

/**
 * The style sheet of one brand colour: `/api/theme/005860.css`. It is computed from the colour alone, holds nothing of
 * a tenant, and never changes, so browsers keep it. A sheet of our own origin needs no nonce, which an element would:
 * after a soft navigation the nonce of the new answer is not the document's.
 */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { brand } = await params;
  const colour = /^([0-9a-f]{6})\.css$/.exec(brand)?.[1];
  const hex = `#${colour ?? ''}`;
  if (!isHex(hex)) {
    return problem(refuse('not_found').refusal, {
      requestId: uuidv7(),
      acceptLanguage: request.headers.get('accept-language'),
    });
  }
  return new Response(themeCss({ brand: hex }), {
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' },
  });
}
