import { describe, expect, it } from 'vitest';
import { passwordProblem } from './weak-password';

describe('passwordProblem', () => {
  it.each([
    'seventeen purple walruses juggle',
    'tRk9-vuzzle-brindlewick',
    'my grandmother fed nine geese at noon',
    'كتاب قديم فوق الرف الأزرق',
  ])('has nothing against %s', (password) => {
    expect(passwordProblem(password)).toBeNull();
  });

  it.each([
    'Password123456789',
    'passwordpassword',
    'P@ssw0rd-P@ssw0rd',
    'qwertyuiopasdfghjkl',
    'aaaaaaaaaaaaaaaaaa',
    '123456789012345678',
    'abcdefghijklmnopqrst',
    'iloveyou-iloveyou-2024',
    'Summer2024Summer2024',
    'xyzxyzxyzxyzxyzxyz',
    'admin-admin-admin-1',
  ])('finds %s common', (password) => {
    expect(passwordProblem(password)).toBe('common');
  });

  it('takes the person’s own address for guessable', () => {
    expect(passwordProblem('walter.kowalski 1987 kowalski')).toBeNull();
    expect(passwordProblem('walter.kowalski 1987 kowalski', ['walter.kowalski@fjord.example'])).toBe('common');
  });

  it('wants fifteen characters and takes a hundred and twenty-eight, counted as people see them', () => {
    expect(passwordProblem('tRk9-vuzzle-br')).toBe('short');
    expect(passwordProblem('tRk9-vuzzle-bri')).toBeNull();
    expect(passwordProblem('🦆🦉🦊🦋🐝🐢🐙🦖🦀🐡🐬🐳🦓🦍')).toBe('short');
    expect(passwordProblem('tRk9-vuzzle-bri'.repeat(9))).toBe('long');
  });
});
