/** The longest part that is stored as one object, in bytes. Also the most that a resumable upload sends at once. */
export const partBytesMax = 4 * 1024 * 1024;

/** What a field takes that does not say: one file of ten megabytes at most. */
export const usualFileBytesMax = 10 * 1024 * 1024;
export const usualFilesMax = 1;

/** A form without JavaScript is one request, held in memory: this is the most that it brings. */
export const formFileBytesMax = 10 * 1024 * 1024;

/** What one flow may hold at a time, whatever its template says. */
export const flowFilesMax = 200;
export const flowBytesMax = 5 * 1024 * 1024 * 1024;

/** How long an upload may pause before what came so far is given up. */
export const receivingHoursMax = 24;

/** How long one request has for storing one part before another request may go on in its place. */
export const leaseSeconds = 60;
