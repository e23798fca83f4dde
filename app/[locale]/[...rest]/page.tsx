import { notFound } from 'next/navigation';

/** Any address below a language that no other page answers, so that "not found" has its frame and language. */
export default function Unknown(): never {
  notFound();
}
