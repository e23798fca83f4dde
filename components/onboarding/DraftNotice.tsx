import { Button } from '@/components/ui/Button';
import { InsetNotice } from '@/components/ui/InsetNotice';

type Props = Readonly<{
  /** What was kept and when, and for how long it stays. */
  title: string;
  text: string;
  discard: string;
  /** Where discarding is posted to: a whole page load, so that the controls start from the saved answers again. */
  action: string;
  place: Readonly<{ flowId: string; stepId: string; itemId: string }>;
}>;

/** Above a page that shows what its person had typed and not saved. Works without a script. */
export const DraftNotice = ({ title, text, discard, action, place }: Props) => (
  <div data-state="draft-kept">
    <InsetNotice tone="info" title={title}>
      <p>{text}</p>
      <form method="post" action={action} encType="multipart/form-data">
        {Object.entries(place).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Button variant="secondary" size="small">
          {discard}
        </Button>
      </form>
    </InsetNotice>
  </div>
);
