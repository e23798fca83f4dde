/** A kind of file that we can tell by its content, and the extensions that its names may have. */
export type FileKind = Readonly<{
  mediaType: string;
  extensions: readonly string[];
  /** `text`: has no mark of its own, so all of it must be readable text; `zip`: a container; `binary`: has a mark. */
  shape: 'text' | 'zip' | 'binary';
  /** For documents in a container: the folder that tells them from other ones. */
  folder?: string;
}>;

const office = 'application/vnd.openxmlformats-officedocument';

/** Every kind that a field may ask for. A media type that is not here is never taken: we could not tell it. */
export const fileKinds: readonly FileKind[] = [
  { mediaType: 'application/pdf', extensions: ['pdf'], shape: 'binary' },
  { mediaType: 'image/png', extensions: ['png'], shape: 'binary' },
  { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'], shape: 'binary' },
  { mediaType: 'image/webp', extensions: ['webp'], shape: 'binary' },
  { mediaType: 'image/heic', extensions: ['heic'], shape: 'binary' },
  { mediaType: 'image/gif', extensions: ['gif'], shape: 'binary' },
  { mediaType: 'image/tiff', extensions: ['tif', 'tiff'], shape: 'binary' },
  { mediaType: 'text/plain', extensions: ['txt', 'log', 'md', 'pem'], shape: 'text' },
  { mediaType: 'text/csv', extensions: ['csv'], shape: 'text' },
  { mediaType: 'application/json', extensions: ['json'], shape: 'text' },
  { mediaType: 'application/yaml', extensions: ['yaml', 'yml'], shape: 'text' },
  { mediaType: 'application/zip', extensions: ['zip'], shape: 'zip' },
  { mediaType: `${office}.wordprocessingml.document`, extensions: ['docx'], shape: 'zip', folder: 'word/' },
  { mediaType: `${office}.spreadsheetml.sheet`, extensions: ['xlsx'], shape: 'zip', folder: 'xl/' },
  { mediaType: `${office}.presentationml.presentation`, extensions: ['pptx'], shape: 'zip', folder: 'ppt/' },
  { mediaType: 'application/vnd.oasis.opendocument.text', extensions: ['odt'], shape: 'zip' },
  { mediaType: 'application/vnd.oasis.opendocument.spreadsheet', extensions: ['ods'], shape: 'zip' },
];

/** What a field takes that does not say: documents, pictures of documents, tables and texts. */
export const usualMediaTypes: readonly string[] = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'text/plain',
  'text/csv',
  `${office}.wordprocessingml.document`,
  `${office}.spreadsheetml.sheet`,
];

/** The kinds of a field, in its order. */
export const kindsOf = (mediaTypes: readonly string[] = usualMediaTypes): readonly FileKind[] =>
  mediaTypes.flatMap((mediaType) => fileKinds.filter((kind) => kind.mediaType === mediaType));

/** The extensions that a field takes, with their dot: what its hint says and its control offers. */
export const extensionsOf = (mediaTypes?: readonly string[]): readonly string[] =>
  kindsOf(mediaTypes).flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`));
