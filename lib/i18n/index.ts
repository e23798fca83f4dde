export { direction, type Direction } from './direction';
export { formatLocale, formatters, knownTimeZone, type Formatters, type FormatSettings } from './format';
export { isolate, isolateLtr, withoutIsolates } from './isolate';
export { defaultLocale, isLocale, localeNames, locales, negotiateLocale, toLocale, type Locale } from './locales';
export { chooseText, localizedText, type ChosenText, type TextByLocale, type TextValues } from './localized-text';
