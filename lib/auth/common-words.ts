/**
 * Words, names and keyboard walks that fill the lists of leaked passwords, in lower case and without repetitions. Written for
 * this product, not copied from a leak: what matters at fifteen characters and more is not which short passwords leaked, but
 * that long ones are so often made of a few of these.
 */
export const commonWords: readonly string[] = `
password passwort passwd pass word secret secure security private admin administrator root user login logon signin access
account welcome hello please enter open letmein changeme default guest test testing demo temp temporary master super
system server computer internet network online website company office business work project team manager customer
onboarding portico monkey dragon shadow sunshine princess football baseball basketball soccer hockey superman batman
spider starwars pokemon iloveyou love lover loveme forever friend friends family mother father sister brother baby
angel heart flower summer winter spring autumn january february march april may june july august september october
november december monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday morning night
london paris berlin madrid riyadh dubai cairo newyork america england france germany arabia world city
michael jennifer jordan thomas robert daniel andrew joshua matthew anthony william james john david george charlie
ashley jessica amanda nicole hannah sarah michelle maria anna laura mohamed mohammed ahmed ali omar hassan fatima
aisha khalid yousef ibrahim abdullah buster tigger hunter killer ranger harley mustang ferrari porsche mercedes
corvette yamaha thunder silver golden purple orange yellow green blue black white red diamond crystal cookie chocolate
banana apple cherry pepper ginger cheese coffee chicken tiger lion eagle wolf bear horse dog cat puppy kitty
fish bird mouse rabbit turtle computer samsung google facebook twitter microsoft windows linux apple iphone android
qwerty qwertz azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm yxcvbn qwertyuiop poiuyt lkjhgf mnbvcxz qazwsx wsxedc edcrfv
rfvtgb qaz wsx edc rfv zaq xsw abc abcd abcdef abcdefg aaa bbb xyz freedom liberty freebird trustno one two three four five
six seven eight nine ten the and for you your my me is this that are not now new old big good best great first last
number phone mobile money bank gold lucky happy magic power king queen star moon sun sky fire water
`
  .trim()
  .split(/\s+/);
