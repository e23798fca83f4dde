/** The words around a secret that is shown once: what is said of it is the page's own, copying is the same everywhere. */
export const shownOnceTexts = (
  own: (key: 'shownTitle' | 'shown' | 'copy' | 'reload') => string,
  common: (key: 'copied' | 'copyRefused') => string,
) => ({
  shownTitle: own('shownTitle'),
  shown: own('shown'),
  copy: own('copy'),
  copied: common('copied'),
  copyRefused: common('copyRefused'),
  reload: own('reload'),
});
