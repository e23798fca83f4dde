import { Colonnade, type ColonnadeSection } from '@/components/ui/Colonnade';

type Props = Readonly<{ sections: readonly ColonnadeSection[]; text: string; more?: string }>;

/** How far it is: in words first; the arches say the same to the eye and nothing to a screen reader. */
export const ProgressTracker = ({ sections, text, more }: Props) => (
  <div className="progress">
    <Colonnade sections={sections} />
    <p className="progress__text">
      {text}
      {more ? (
        <>
          <br />
          {more}
        </>
      ) : null}
    </p>
  </div>
);
