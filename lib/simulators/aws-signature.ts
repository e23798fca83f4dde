import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SimulatedRequest } from './http-simulator';

export type AwsKey = Readonly<{ keyId: string; secret: string }>;

/** Why a service of AWS does not believe a request, by its own names. */
export type SignatureProblem =
  'MissingAuthenticationTokenException' | 'UnrecognizedClientException' | 'InvalidSignatureException';

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;
const skewMsMax = 5 * 60 * 1000;

/**
 * Checks Signature Version 4 of a request for real: the key, the service, the region, the time, the headers that were
 * signed, the query and the body. Answers null for a good one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureProblem(
  request: SimulatedRequest,
  {
    keys,
    service,
    region,
    now = new Date(),
  }: Readonly<{ keys: readonly AwsKey[]; service: string; region?: string; now?: Date }>,
): SignatureProblem | null {
  const header = (name: string): string => (request.headers[name] ?? '').trim().replace(/ +/g, ' ');
  const [, id, day = '', place = '', name = '', names = '', signature] = form.exec(header('authorization')) ?? [];
  if (signature === undefined) return 'MissingAuthenticationTokenException';
  const key = keys.find(({ keyId }) => keyId === id);
  if (!key) return 'UnrecognizedClientException';
  const isElsewhere = name !== service || (region !== undefined && place !== region);
  if (isElsewhere || Math.abs(timeOf(header('x-amz-date')) - now.getTime()) > skewMsMax)
    return 'InvalidSignatureException';

  const canonical = [
    request.method,
    request.path,
    [...request.url.searchParams]
      .map(([one, value]) => `${encode(one)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...names.split(';').map((one) => `${one}:${header(one)}`),
    '',
    names,
    createHash('sha256').update(request.body).digest('hex'),
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    header('x-amz-date'),
    `${day}/${place}/${name}/aws4_request`,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const signingKey = [day, place, name, 'aws4_request'].reduce<Buffer | string>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    `AWS4${key.secret}`,
  );
  const wanted = createHmac('sha256', signingKey).update(toSign).digest();
  return timingSafeEqual(wanted, Buffer.from(signature, 'hex')) ? null : 'InvalidSignatureException';
}

const timeOf = (stamp: string): number =>
  Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
