import { getRequestConfig } from 'next-intl/server';
import { toLocale } from './locales';
import { loadMessages } from './messages';

/** What next-intl knows about the request: the language of the path, and its messages. Times are given as strings. */
export default getRequestConfig(async ({ requestLocale }) => {
  const locale = toLocale(await requestLocale);
  return {
    locale,
    messages: await loadMessages(locale),
    timeZone: 'UTC',
    // A missing text is a defect that tests must see; in production the page still renders, showing the key.
    onError(error) {
      if (process.env.NODE_ENV !== 'production' || process.env.PORTICO_MODE === 'test') throw error;
    },
    getMessageFallback: ({ namespace, key }) => [namespace, key].filter(Boolean).join('.'),
  };
});
