import { BrandMark } from '@/components/ui/BrandMark';
import { Colonnade } from '@/components/ui/Colonnade';
import { Icon } from '@/components/ui/Icon';
import { StatusTag } from '@/components/ui/StatusTag';
import { previewCss, type Hex, type Scheme } from '@/lib/branding';

type Props = Readonly<{
  theme: Readonly<{ name: string; mark: string; brand: Hex }>;
  nonce?: string;
  /** Words for the two panes and for what they show. */
  texts: Readonly<Record<Scheme | 'task' | 'status' | 'link' | 'button' | 'choice', string>>;
}>;

const sections = [
  { id: 'a', completed: 1, total: 1, current: false },
  { id: 'b', completed: 1, total: 2, current: true },
  { id: 'c', completed: 0, total: 1, current: false },
];

/** A brand before it is published: the parts that it colours, in light and in dark. Nothing in it can be pressed. */
export const ThemePreview = ({ theme, nonce, texts }: Props) => (
  <div className="theme-previews">
    <style nonce={nonce} dangerouslySetInnerHTML={{ __html: previewCss(theme.brand) }} />
    {(['light', 'dark'] as const).map((scheme) => (
      <figure key={scheme}>
        <figcaption className="small muted">{texts[scheme]}</figcaption>
        <div className="theme-preview" data-scheme={scheme}>
          <BrandMark name={theme.name} mark={theme.mark} />
          <Colonnade sections={sections} />
          <p className="theme-preview__row">
            <strong>{texts.task}</strong>
            <StatusTag tone="active">{texts.status}</StatusTag>
          </p>
          <p className="theme-preview__choice">
            <Icon name="check" /> {texts.choice}
          </p>
          <p className="theme-preview__row">
            <span className="button" data-variant="primary">
              {texts.button}
            </span>
            <span className="theme-preview__link">{texts.link}</span>
          </p>
        </div>
      </figure>
    ))}
  </div>
);
