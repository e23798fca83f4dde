import { Ltr } from '@/components/ui/Ltr';

type Props = Readonly<{ lines: readonly string[]; machine: boolean }>;

/** An answer as it is read: each line in an isolate of its own, machine data from left to right. */
export const AnswerLines = ({ lines, machine }: Props) =>
  lines.map((line, index) => (
    <span key={index}>
      {index > 0 ? <br /> : null}
      {machine ? <Ltr wrap>{line}</Ltr> : <bdi>{line}</bdi>}
    </span>
  ));
