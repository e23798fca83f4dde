/** "Question 2 of 3", written by the server; only where the number of questions is fixed. */
export const FormStepper = ({ text }: Readonly<{ text: string }>) => <p className="step-count">{text}</p>;
