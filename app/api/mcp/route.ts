import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { problem } from '@/app/_server/problem';
import { apiCaller } from '@/app/_server/route';
import { refuse } from '@/lib/errors';
import { createMcpServer } from '@/lib/mcp';
import { uuidv7 } from '@/lib/platform/ids';
import { requestLog } from '@/lib/platform/logging';

const bodyBytesMax = 256 * 1024;

/**
 * The Model Context Protocol over streamable HTTP, with one answer in JSON for each request: no session and no stream,
 * so any process can answer. Whoever asks shows an API key; its scopes and its tenant decide what there is to see.
 */
export async function POST(request: Request): Promise<Response> {
  const requestId = uuidv7();
  const about = { requestId, acceptLanguage: request.headers.get('accept-language') };
  try {
    const actor = await apiCaller(request, requestId);
    if (!actor.ok) return await problem(actor.refusal, about, { 'www-authenticate': 'Bearer' });
    const transport = new WebStandardStreamableHTTPServerTransport({
      enableJsonResponse: true,
      maxRequestBodySize: bodyBytesMax,
    });
    const server = createMcpServer(actor.value);
    await server.connect(transport);
    try {
      const answer = await transport.handleRequest(request);
      answer.headers.set('cache-control', 'no-store');
      answer.headers.set('x-request-id', requestId);
      return answer;
    } finally {
      await server.close();
    }
  } catch (err) {
    requestLog(requestId, { door: 'mcp' }).error({ err }, 'a call of an assistant failed unexpectedly');
    return problem(refuse('internal').refusal, about);
  }
}
