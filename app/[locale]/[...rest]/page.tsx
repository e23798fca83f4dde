import { notFound } from 'next/navigation';
import { guardedPage } from '@/app/_server/guarded-page';

/** Any address below a language that no other page answers, so that "not found" has its frame and language. */
export default guardedPage(async () => notFound());
