/** A file that was given for a field, with the end of the code of what was wrong with it. */
export type FileView = Readonly<{
  id: string;
  name: string;
  bytes: number;
  state: 'receiving' | 'quarantined' | 'clean' | 'unchecked' | 'infected' | 'rejected' | 'removed';
  reason: string | null;
}>;

/** The words of a field that takes files. Those with `{name}` or `{percent}` are filled in the browser. */
export type UploadTexts = Readonly<{
  files: string;
  drop: string;
  remove: string;
  removeNamed: string;
  stop: string;
  stopNamed: string;
  again: string;
  uploading: string;
  paused: string;
  removed: string;
  failed: string;
  stay: string;
  full: string;
  megabytes: string;
  kilobytes: string;
  states: Readonly<Record<FileView['state'], string>>;
  /** By the end of the code, `file_mismatch`. */
  problems: Readonly<Record<string, string>>;
}>;

/** What a field that takes files needs besides the files. */
export type UploadView = Readonly<{
  /** Where resumable uploads begin. */
  endpoint: string;
  /** Where a file that was scanned can be downloaded, before its id. */
  downloads: string;
  stepId: string;
  fieldId: string;
  itemId: string;
  accept: string;
  filesMax: number;
  fileBytesMax: number;
  /** Kinds, size and number in words. */
  limits: string;
  texts: UploadTexts;
}>;

/** The name of the control that brings files with the form itself. */
export const fileInputName = (fieldId: string): string => `_file.${fieldId}`;

/** What the button that takes a file away sends where no script runs. */
export const removeIntent = (fileId: string): string => `remove-file:${fileId}`;

/** The file that a button asked to take away; null for every other button. */
export const fileToRemove = (intent: string): string | null =>
  /^remove-file:([0-9a-f-]{36})$/.exec(intent)?.[1] ?? null;

/** Puts a file's name, a percentage or a number into one of the patterns above. */
export const fillUpload = (pattern: string, values: Readonly<Record<string, string | number>>): string =>
  pattern.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
