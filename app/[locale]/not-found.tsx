import { NotFoundPage } from '@/app/_server/NotFoundPage';

/** The same page for what does not exist and for what belongs to somebody else. */
export default NotFoundPage;
