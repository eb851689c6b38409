/**
 * An action that a flow may ask of the world: the variables that it reads and sets, and the outcomes in which it can
 * end. Pure data; `turn/actions/` carries actions out. The check demands that a flow handles every outcome.
 */
export interface ActionSpec {
  reads: readonly string[];
  sets: readonly string[];
  outcomes: readonly [string, ...string[]];
  /** The words that it takes in stay in no message: it puts them where they are kept from then on, or nowhere. */
  wipes?: true;
}

const spec = <const S extends ActionSpec>(s: S) => s;

export const ACTIONS = {
  /** The person consents to the present version of this pilot's notice. */
  'consent.give': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** The person says that they are too young to agree by themselves, and looks around; or that this was a mistake. */
  'consent.young': spec({ reads: [], sets: [], outcomes: ['done'] }),
  'consent.older': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /**
   * Keeps the year in which the person was born (`born`), unless it makes them too `young` to agree by themselves; that they
   * would rather not say is kept too.
   */
  'consent.age': spec({ reads: ['born'], sets: [], outcomes: ['fine', 'young'] }),
  /** The person looks around without a profile. */
  'consent.look': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** STOP: withdraws the consent and ends all proactive messages. Open appointments stay until the person decides. */
  'consent.withdraw': spec({ reads: [], sets: ['appointments'], outcomes: ['none', 'some'] }),
  /** Lists the pilots of this instance beside the person's own. */
  'pilot.others': spec({ reads: [], sets: ['others'], outcomes: ['some', 'none'] }),
  /** Shows who answers for people's data in another pilot (`city`). `looking`: the person keeps nothing that could move. */
  'pilot.weigh': spec({
    reads: ['city'],
    sets: ['cityName', 'cityLaw', 'cityContact', 'cityNotice', 'fromName'],
    outcomes: ['kept', 'looking', 'gone'],
  }),
  /**
   * Moves the person to another pilot (`city`), to whose notice they have agreed if they had agreed to the one here.
   * `some`: appointments that are booked here stand.
   */
  'pilot.move': spec({ reads: ['city'], sets: ['appointments'], outcomes: ['moved', 'some', 'gone'] }),
  /**
   * Shows the next fact that the step `about` tells people with this `status`, or the theme `about` (`theme.<id>`).
   * `seen` and `sat` count those that were shown, in all and in this sitting; `told` says whether
   * any was sure enough to be told.
   */
  'fact.next': spec({
    reads: ['about', 'status', 'seen', 'sat', 'told'],
    sets: ['fact', 'question', 'asOf', 'checkedOn', 'row', 'seen', 'sat', 'told', 'left'],
    outcomes: ['confirmed', 'published', 'undated', 'unsure', 'pause', 'over'],
  }),
  /**
   * Looks up the facts that stand beside the questions about a job offer, on pay and on hours, with the words that say
   * how sure they are. `rules` says which of them are sure: pay, hours, or both.
   */
  'offer.rules': spec({
    reads: ['status'],
    sets: ['rules', 'payRule', 'hoursRule'],
    outcomes: ['told', 'none'],
  }),
  /**
   * Looks whether a warning sign is among the answers about a job offer. `ask`: some answers are unusual or not known;
   * `asks` holds the questions for the employer. It keeps nothing, and an answer that it does not know is one to ask.
   */
  'offer.weigh': spec({
    reads: ['papers', 'money', 'leave', 'contract', 'pay', 'hours'],
    sets: ['asks'],
    outcomes: ['clear', 'ask'],
  }),
  /** Shows the strength that the person keeps, with its example. */
  'strength.show': spec({ reads: [], sets: ['strengthName', 'strengthExample'], outcomes: ['none', 'kept'] }),
  /**
   * Takes in what the person says of their strength: the message stays nowhere else. `named`: an example is still to
   * come.
   */
  'strength.hear': spec({
    reads: ['strength', 'example'],
    sets: ['strengthName', 'strengthExample'],
    outcomes: ['named', 'told'],
    wipes: true,
  }),
  /** Keeps the strength, which needs consent. */
  'strength.keep': spec({ reads: ['strength', 'example'], sets: [], outcomes: ['done'] }),
  'strength.drop': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** Keeps the question of a fact (`row`) for the person's counsellor. */
  'question.keep': spec({ reads: ['row'], sets: [], outcomes: ['kept', 'looking'] }),
  /**
   * Opens the next action of the step `errand`: the places where it can be done, and the days to choose from. `kept`: the
   * person has a plan for it already. `unsure`: all places are for people with another status.
   */
  'plan.open': spec({
    reads: ['errand', 'status'],
    sets: ['what', 'places', 'several', 'place', 'days', 'planDay', 'placeName', 'placeContact'],
    outcomes: ['kept', 'some', 'one', 'none', 'unsure'],
  }),
  /**
   * Keeps the plan. `sure`: there is a place with a number, a link or an address that is sure. `morning`: a reminder on
   * that morning is possible.
   */
  'plan.keep': spec({
    reads: ['errand', 'place', 'day'],
    sets: ['what', 'planDay', 'placeName', 'placeContact', 'morning', 'days'],
    outcomes: ['home', 'sure', 'unsure', 'past'],
  }),
  /** Reminds of the plan on its morning. */
  'plan.remind': spec({ reads: ['errand'], sets: [], outcomes: ['done', 'over'] }),
  'plan.list': spec({ reads: [], sets: ['plans', 'planLines'], outcomes: ['some', 'none'] }),
  'question.list': spec({ reads: [], sets: ['questions'], outcomes: ['some', 'none'] }),
  'plan.show': spec({
    reads: ['errand'],
    sets: ['what', 'planDay', 'placeName', 'placeContact'],
    outcomes: ['home', 'sure', 'unsure', 'gone'],
  }),
  /** The person has done what they planned, or has given it up. */
  'plan.done': spec({ reads: ['errand'], sets: [], outcomes: ['done'] }),
  'plan.drop': spec({ reads: ['errand'], sets: [], outcomes: ['done'] }),
  /** The person has asked their questions, or wants to ask them no more. */
  'question.clear': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** Lets counsellors see the plans, or hides them again: `share` is yes or no. */
  'plan.share': spec({ reads: ['share'], sets: [], outcomes: ['done'] }),
  /** Opens a reminder of a plan (`target` names its step). */
  'plan.remember': spec({ reads: ['target'], sets: [], outcomes: ['today', 'over'] }),
  /**
   * Looks for what the person typed (`words`), which is kept no longer, and offers themes, and services by their names;
   * `safety` is set where the numbers for danger may be meant. `unclear`: they typed nothing that can be looked for.
   */
  'ask.find': spec({
    reads: ['words'],
    sets: ['words', 'themes', 'found', 'safety'],
    outcomes: ['found', 'none', 'unclear'],
  }),
  /** Notes for the coordinator that somebody did not find what they looked for (`target`: the flow where they typed). */
  'ask.missing': spec({ reads: ['target'], sets: [], outcomes: ['noted', 'gone'] }),
  /**
   * Opens a theme (`target`). `facts`: some are told first (`about`), and `leads` says whether it leads on. `step`, `go`:
   * it leads to one flow alone, which `target` names then.
   */
  'theme.open': spec({
    reads: ['target', 'status'],
    sets: ['about', 'seen', 'sat', 'themeName', 'leads', 'target', 'themeSteps', 'themeServices', 'themeFlows'],
    outcomes: ['facts', 'leads', 'step', 'go', 'gone'],
  }),
  /** Notes for the coordinator that somebody says that the fact that is told (`row`) is wrong. */
  'fact.wrong': spec({ reads: ['row'], sets: [], outcomes: ['noted'] }),
  /** Notes for the coordinator that somebody says that what is told of this `service` is wrong. */
  'service.wrong': spec({ reads: ['service'], sets: [], outcomes: ['noted'] }),
  /** Looks which need or service a button has named (`target`). */
  'service.open': spec({ reads: ['target'], sets: ['need', 'service'], outcomes: ['found', 'gone'] }),
  /** Lists the needs with which some service of this pilot helps. */
  'service.needs': spec({ reads: [], sets: ['needs'], outcomes: ['some', 'none'] }),
  'service.list': spec({ reads: ['need'], sets: ['services'], outcomes: ['some', 'none'] }),
  'service.show': spec({
    reads: ['service'],
    sets: ['serviceName', 'serviceNeeds', 'serviceOffer', 'serviceContact', 'source', 'asOf'],
    outcomes: ['confirmed', 'published', 'undated', 'unsure', 'gone'],
  }),
  /**
   * Opens an invitation to book (`target`) that somebody of the staff has made: `first` or, where that came through and
   * nothing was booked, `again`. `topic` is what it is about, which the text does not say.
   */
  'invitation.open': spec({
    reads: ['target'],
    sets: ['target', 'topic', 'lastDay'],
    outcomes: ['first', 'again', 'over'],
  }),
  /** The person does not want to book now: ends the invitation (`target`). */
  'invitation.decline': spec({ reads: ['target'], sets: [], outcomes: ['declined', 'over'] }),
  /**
   * Lists the topics. Where the flow that books has named one (`wanted`), or its button has (`target`): `given` if there is
   * such a topic, `already` if the person has an appointment about it.
   */
  'topic.list': spec({
    reads: ['wanted', 'target'],
    sets: ['topics', 'topic', 'when'],
    outcomes: ['some', 'given', 'already', 'none'],
  }),
  /** Notes a wish for appointments: an answer of the flow `wishes`. */
  'wish.keep': spec({ reads: ['wish'], sets: [], outcomes: ['done'] }),
  /** Shows the wishes that are remembered. */
  'wish.list': spec({ reads: [], sets: ['wishes'], outcomes: ['done'] }),
  /**
   * Whether to `ask` if a place for children is wanted: for the topic about them, once, and where some office of the pilot
   * has one.
   */
  'wish.children': spec({ reads: ['topic'], sets: [], outcomes: ['known', 'ask'] }),
  /** Lists the offices that offer appointments. */
  'office.list': spec({ reads: [], sets: ['offices'], outcomes: ['some', 'one'] }),
  /**
   * Lists the days with a free slot, the soonest first, in pages. Shows the page that was shown (`firstDay` to
   * `lastDay`); where `day` is *later*, *earlier* or *first*, another one. `all`: there is one page; otherwise the page is
   * the `first`, the `last` or one `between` them. Without any day, lists the wishes that would open some if given up.
   * `kept`: those that are free are kept for people whom we can write to first.
   */
  'slot.days': spec({
    reads: ['topic', 'day', 'firstDay', 'lastDay', 'bookedIn'],
    sets: ['days', 'firstDay', 'lastDay', 'relaxed', 'wishes'],
    outcomes: ['all', 'first', 'between', 'last', 'none', 'kept'],
  }),
  'slot.times': spec({ reads: ['topic', 'day', 'bookedIn'], sets: ['times', 'zoneName'], outcomes: ['some', 'none'] }),
  /**
   * Shows the details of the chosen time for the person to confirm, and holds the time for a while. An appointment by
   * phone needs a number first.
   */
  'slot.show': spec({
    reads: ['topic', 'time', 'phone', 'bookedIn'],
    sets: ['when', 'zoneName', 'officeName', 'officeAddress', 'interpreter', 'wishes', 'times'],
    outcomes: ['free', 'phone', 'taken', 'later'],
  }),
  /**
   * Books the time, or moves the appointment `moving` to it. `many`: the person has as many as anybody may have.
   * `later`: they, or their network, have booked too often today.
   */
  'appointment.book': spec({
    reads: ['topic', 'time', 'whom', 'phone', 'moving', 'bookedIn'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress', 'target', 'times'],
    outcomes: ['booked', 'moved', 'taken', 'full', 'overlaps', 'many', 'later'],
  }),
  'appointment.list': spec({ reads: [], sets: ['appointments'], outcomes: ['some', 'none'] }),
  /**
   * `course`: it is a meeting of a course, the next one where the reference is that of the sign-up. `elsewhere`: another
   * chat has booked it. `later`: the person has named too many that there are not.
   */
  'appointment.show': spec({
    reads: ['target'],
    sets: ['target', 'reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['scheduled', 'course', 'elsewhere', 'cancelled', 'past', 'unknown', 'later'],
  }),
  /** Begins to move the person's own appointment. An appointment of kind group has a fixed date and ends in `fixed`. */
  'appointment.change': spec({
    reads: ['target'],
    sets: ['moving', 'bookedIn', 'topic', 'reference', 'when'],
    outcomes: ['scheduled', 'cancelled', 'past', 'unknown', 'fixed'],
  }),
  /** The person says that they will come. */
  'appointment.confirm': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['confirmed', 'cancelled', 'past', 'unknown'],
  }),
  /**
   * Cancels an appointment. If another chat than the one that booked it does so, by the reference, the person who booked
   * it is asked first, where they can be reached (`asked`).
   */
  'appointment.cancel': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['cancelled', 'asked', 'past', 'unknown'],
  }),
  /**
   * Opens a change of an appointment that the person did not make; a move ends in `moved`, or in the outcome of its
   * reason. `was`: the time that they know of; `where`: the place if it is a new one, or that it is the same.
   */
  'change.open': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'was', 'where', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: [
      ...(['moved', 'moved-away', 'moved-closed', 'moved-asked', 'moved-place'] as const),
      ...(['called-off', 'called-off-away', 'called-off-closed', 'called-off-meeting'] as const),
      ...(['called-off-course', 'meeting-added', 'booked', 'cancelled-elsewhere', 'over'] as const),
    ],
  }),
  /** Opens a reminder and decides how much it may say. `target` holds the reference and the reminder's arm. */
  'reminder.open': spec({
    reads: ['target'],
    sets: ['target', 'reference', 'when', 'day', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['discreet', 'full', 'soon', 'over'],
  }),
  /**
   * Which reminders of an appointment there is time for: 3 days and 1 day before, `once` (1 day before), `soon` (hours
   * before, as the person has chosen) or `none`.
   */
  'reminder.coming': spec({ reads: ['target'], sets: [], outcomes: ['both', 'once', 'soon', 'none'] }),
  /** Sets how much reminders say, and how many there are. */
  'reminder.choose': spec({ reads: ['style', 'soon'], sets: [], outcomes: ['done'] }),
  /** The person wants to be told when a time for this topic is free. */
  'waitlist.join': spec({ reads: ['topic'], sets: [], outcomes: ['waiting', 'unreachable'] }),
  'waitlist.leave': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /**
   * Looks up the free times that the person does not know; `target` names the first. `gone`: there is none, or the person
   * was told of one today.
   */
  'waitlist.show': spec({
    reads: [],
    sets: ['when', 'zoneName', 'target'],
    outcomes: ['free', 'several', 'place', 'gone'],
  }),
  /**
   * Books a freed time: the first person to tap gets it. `already`: this person has it, and is told of it again. `over`:
   * this person no longer waits.
   */
  'waitlist.take': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress', 'target', 'times'],
    outcomes: ['booked', 'gone', 'full', 'overlaps', 'already', 'over', 'many', 'later'],
  }),
  /** Asks how an appointment was; `ratings` holds the possible answers. */
  'feedback.ask': spec({ reads: ['target'], sets: ['ratings'], outcomes: ['ask', 'over'] }),
  /** The person says how an appointment was; what they say later corrects it, and counts no second time. */
  'feedback.give': spec({ reads: ['target'], sets: [], outcomes: ['done', 'unknown'] }),
  /** Lists the courses, workshops and information days that have a place left for this person. */
  'group.list': spec({ reads: [], sets: ['groups'], outcomes: ['some', 'none'] }),
  'group.show': spec({
    reads: ['group'],
    sets: ['groupName', 'when', 'zoneName', 'officeName', 'officeAddress', 'places'],
    outcomes: ['open', 'women', 'full', 'gone'],
  }),
  /** Opens the group of a button. */
  'group.open': spec({ reads: ['target'], sets: ['group'], outcomes: ['done'] }),
  /** Puts the person on the list of those who hear when a place is free. */
  'group.wait': spec({ reads: ['group'], sets: [], outcomes: ['waiting', 'unreachable'] }),
  /** Takes the person out of a course, with all its meetings that are left to come. */
  'group.leave': spec({
    reads: ['target'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress'],
    outcomes: ['left', 'unknown'],
  }),
  'group.join': spec({
    reads: ['group'],
    sets: ['reference', 'when', 'clock', 'zoneName', 'officeName', 'officeAddress', 'target', 'times'],
    outcomes: ['joined', 'gone', 'already', 'overlaps', 'many', 'later'],
  }),
  /**
   * Puts the person on the counsellors' list; asking twice keeps the first place. `later`: they, or their network, have
   * asked too often within the hour.
   */
  'human.request': spec({
    reads: [],
    sets: ['target', 'readAt', 'zoneName', 'offices'],
    outcomes: ['soon', 'unknown', 'later'],
  }),
  /** Puts the person's complaint on the coordinators' list. */
  'human.complain': spec({ reads: [], sets: ['target'], outcomes: ['done', 'later'] }),
  /**
   * Adds what the person wrote, and a voice note, a picture or a PDF (`media`, `file`), to the thread of their request
   * (`target`). `full`: the thread takes no more files.
   */
  'thread.say': spec({
    reads: ['target', 'words', 'media', 'file'],
    sets: ['words', 'media', 'file'],
    outcomes: ['kept', 'closed', 'full'],
    wipes: true,
  }),
  /**
   * Holds words that the person may want to add to their open request, until they have said so. `gone`: it is not open any
   * more.
   */
  'thread.hold': spec({ reads: ['target'], sets: [], outcomes: ['open', 'gone'], wipes: true }),
  /**
   * Opens what staff wrote to the person. `other`: in a language (`tongue`) that the person has not chosen. `plain`: the
   * request is closed, or there is none.
   */
  'thread.read': spec({ reads: ['target'], sets: ['target', 'tongue'], outcomes: ['own', 'other', 'plain'] }),
  /** The request was closed: makes a new one of the same kind. */
  'thread.again': spec({ reads: ['target'], sets: ['target'], outcomes: ['done', 'later'] }),
  /** Closes the request: the person needs no more. */
  'thread.close': spec({ reads: ['target'], sets: [], outcomes: ['done'] }),
  /** Opens what the person says that they can do. `some`: something is written down already. */
  'skill.open': spec({ reads: [], sets: [], outcomes: ['empty', 'some'] }),
  /** Finds the occupations that words mean. */
  'skill.find': spec({ reads: ['said'], sets: ['found'], outcomes: ['some', 'none'] }),
  /** Adds a job (`kind`: paid, unpaid or family) with the occupation that was chosen, or in the person's words alone. */
  'skill.job': spec({ reads: ['kind', 'said', 'occupation'], sets: ['job', 'jobName'], outcomes: ['added', 'full'] }),
  /** Keeps what was done in a job. */
  'skill.tasks': spec({ reads: ['job', 'words'], sets: [], outcomes: ['done'] }),
  'skill.school': spec({ reads: ['school'], sets: [], outcomes: ['done'] }),
  /** Keeps what was learned at school. */
  'skill.subject': spec({ reads: ['words'], sets: [], outcomes: ['done'] }),
  'skill.course': spec({ reads: ['words'], sets: [], outcomes: ['done', 'full'] }),
  /** Lists the languages that are not written down yet. */
  'skill.tongues': spec({ reads: [], sets: ['tongues'], outcomes: ['some', 'none'] }),
  'skill.level': spec({ reads: ['tongue', 'level'], sets: [], outcomes: ['done'] }),
  'skill.licence': spec({ reads: ['licence'], sets: [], outcomes: ['done'] }),
  'skill.tools': spec({ reads: ['words'], sets: [], outcomes: ['done'] }),
  /** Names the work that the person spoke of in passing. */
  'skill.passing': spec({ reads: [], sets: ['passing'], outcomes: ['some', 'none'] }),
  /** Writes it down (`take` is yes), or lets it go. */
  'skill.take': spec({ reads: ['take'], sets: [], outcomes: ['done'] }),
  /** Lists the person's answers, line by line. */
  'skill.list': spec({ reads: [], sets: ['lines'], outcomes: ['some', 'none'] }),
  /** Opens one line. `words`: it can be put into other words. */
  'skill.line': spec({ reads: ['line'], sets: ['lineText'], outcomes: ['words', 'choice'] }),
  'skill.drop': spec({ reads: ['line'], sets: [], outcomes: ['done'] }),
  'skill.reword': spec({ reads: ['line', 'words'], sets: [], outcomes: ['done'] }),
  /** Opens the CV. `empty`: there is no job to stand in it. `ready`: it has a name already. */
  'cv.open': spec({ reads: [], sets: [], outcomes: ['empty', 'some', 'ready'] }),
  /** Keeps the name, for the CV alone. `letters`: the fonts of the CV lack some of its letters. */
  'cv.name': spec({ reads: ['words'], sets: ['letters'], outcomes: ['done', 'letters'], wipes: true }),
  /** The next job of which the person was not asked where and when it was. */
  'cv.dates': spec({ reads: [], sets: ['job', 'jobName'], outcomes: ['some', 'none'] }),
  'cv.where': spec({ reads: ['job', 'words'], sets: [], outcomes: ['done'] }),
  /** Reads when a job was, or since when it goes on. */
  'cv.when': spec({ reads: ['job', 'words'], sets: [], outcomes: ['done', 'unclear'] }),
  'cv.since': spec({ reads: ['job', 'words'], sets: [], outcomes: ['done', 'unclear'] }),
  /** The person does not say when a job was. */
  'cv.undated': spec({ reads: ['job'], sets: [], outcomes: ['done'] }),
  'cv.phone': spec({ reads: ['phone'], sets: [], outcomes: ['done'], wipes: true }),
  /** Finds the occupations that are meant by the work that the person looks for. */
  'cv.find': spec({ reads: ['sought'], sets: ['found'], outcomes: ['some', 'none'] }),
  'cv.wanted': spec({ reads: ['sought', 'occupation'], sets: [], outcomes: ['done'] }),
  /** Lists the voluntary personal details that are usual in the pilot's country. */
  'cv.customs': spec({ reads: [], sets: ['customs'], outcomes: ['some', 'none'] }),
  'cv.custom': spec({ reads: ['custom', 'words'], sets: [], outcomes: ['done'], wipes: true }),
  /** Sets whether counsellors see the CV with an appointment (`show`: yes or no). */
  'cv.show': spec({ reads: ['show'], sets: [], outcomes: ['shown', 'hidden'] }),
  /** Forgets what stands in the CV alone. */
  'cv.forget': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** Makes the CV (`tongue`: host or own; `format`: pdf or docx). `link`: this chat shows no files. */
  'cv.send': spec({ reads: ['tongue', 'format'], sets: ['document', 'target'], outcomes: ['sent', 'link'] }),
  /** Makes the form for a reference. */
  'letter.send': spec({ reads: [], sets: ['document', 'target'], outcomes: ['sent', 'link'] }),
  /** Makes a link that opens a file (`target`) once, within an hour. */
  'document.link': spec({ reads: ['target'], sets: ['link'], outcomes: ['linked', 'gone'] }),
  /** Opens a step of the way (`target`) to which staff lead the person. */
  /** Whether the person may be asked later what became of them: `agreed` until a day (`askUntil`), or to `ask` for it. */
  'outcome.open': spec({ reads: [], sets: ['askUntil'], outcomes: ['ask', 'agreed', 'looking'] }),
  'outcome.agree': spec({ reads: [], sets: ['askUntil'], outcomes: ['done'] }),
  'outcome.refuse': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** Asks what became of the person so many months later (`target`), only as long as they agree to it. */
  'outcome.ask': spec({ reads: ['target'], sets: ['outcomes'], outcomes: ['ask', 'over'] }),
  /** Keeps what became of the person (`target`), once for each time that they are asked. */
  'outcome.keep': spec({ reads: ['target'], sets: [], outcomes: ['done'] }),
  /** Keeps how a step was (`rating`), the one that was left last (`step`), as a code. */
  'step.rate': spec({ reads: ['step', 'rating'], sets: [], outcomes: ['done'] }),
  /** Keeps the answers to the readiness check of the moment that is open (`readiness`), item by item. */
  'readiness.keep': spec({
    reads: ['readiness', 'rights', 'help', 'skills', 'apply', 'interview', 'day'],
    sets: [],
    outcomes: ['done'],
  }),
  'step.open': spec({ reads: ['target'], sets: ['stepName'], outcomes: ['known', 'gone'] }),
  /** Looks up the emergency numbers of the safety card, one for all or three; leaves no trace. */
  'safety.show': spec({
    reads: [],
    sets: ['police', 'fire', 'ambulance', 'helplines', 'europe'],
    outcomes: ['three', 'one', 'none'],
  }),
  /** Subscribes the person to news, or unsubscribes them. */
  'news.join': spec({ reads: [], sets: [], outcomes: ['done'] }),
  'news.leave': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** Makes a code that links another app of the same person, who has consented. */
  'link.code': spec({ reads: [], sets: ['code'], outcomes: ['done', 'none'] }),
  /**
   * The person wrote the code of another app, which is asked. `gives`: the person has something to give away with it,
   * and has to say so first.
   */
  'link.read': spec({ reads: [], sets: [], outcomes: ['asked', 'gives', 'both', 'unknown'] }),
  /** Asks the other app, since the writer knows what they give away. */
  'link.ask': spec({ reads: [], sets: [], outcomes: ['asked', 'both', 'unknown'] }),
  /** The person whose code was written agrees to be joined with the writer, or refuses. */
  'link.join': spec({ reads: ['target'], sets: [], outcomes: ['joined', 'over'] }),
  'link.refuse': spec({ reads: ['target'], sets: [], outcomes: ['done', 'over'] }),
  /** Opens the news about the person's apps. `target` holds the news and what it is about. */
  'link.tell': spec({
    reads: ['target'],
    sets: ['target'],
    outcomes: ['asked', 'joined', 'welcome', 'left', 'removed', 'apart', 'returned'],
  }),
  /** Lists the person's other apps. */
  'link.list': spec({ reads: [], sets: ['apps'], outcomes: ['some', 'none'] }),
  /** Removes an app; `undo` names the removal. */
  'link.remove': spec({ reads: ['app'], sets: ['undo'], outcomes: ['done'] }),
  /** Undoes a join, or a removal. */
  'link.part': spec({ reads: ['target'], sets: [], outcomes: ['done', 'over'] }),
  'link.return': spec({ reads: ['target'], sets: [], outcomes: ['done', 'over'] }),
  /** Makes a code by which staff find the person, once and for ten minutes. `none`: nothing is kept that they could find. */
  'person.code': spec({ reads: [], sets: ['code'], outcomes: ['done', 'none'] }),
  /** The person says that it is them who writes. */
  'person.known': spec({ reads: [], sets: [], outcomes: ['done'] }),
  /** Somebody else holds the phone: this chat begins anew, and `undo` names that. */
  'person.leave': spec({ reads: [], sets: ['undo'], outcomes: ['done'] }),
  /** Forgets the person: cancels their appointments, and deletes everything once the last reply is sent. */
  'person.erase': spec({ reads: [], sets: [], outcomes: ['done'] }),
} as const satisfies Record<string, ActionSpec>;

export type ActionName = keyof typeof ACTIONS;
