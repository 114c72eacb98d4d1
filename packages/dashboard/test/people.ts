/** Somebody as HrFlow holds her. */
export const HELD = {
  key: '5f1c8d0e',
  reference: '48130211',
  text: 'Marie Curie, physicist',
  info: {
    full_name: 'Marie Curie',
    first_name: 'Marie',
    last_name: 'Curie',
    email: 'marie.curie@example.org',
    phone: '+33 6 00 00 00 00',
    location: { text: 'Paris', lat: 48.85, lng: 2.35, fields: null },
  },
  experiences: [
    {
      key: 'e1',
      title: 'Research assistant',
      company: 'Sorbonne',
      date_start: '1895-09-01',
      date_end: '1906-04-30',
    },
  ],
  educations: [],
  skills: [{ name: 'Physics', type: 'hard' }],
  tags: [{ name: 'stage', value: 'screening' }],
};

/** The same person, as she comes from the origin. */
export const READ = {
  reference: HELD.reference,
  info: {
    full_name: 'Marie Skłodowska Curie',
    first_name: 'Marie',
    last_name: 'Curie',
    email: 'marie.curie@example.org',
    phone: '+33 6 12 34 56 78',
  },
  experiences: [
    {
      title: 'Director of the Curie Laboratory',
      company: 'Radium Institute',
      description:
        'Founded the laboratory, led research on radioactivity and its uses in medicine, organised mobile X-ray units for field hospitals, and trained those who drove them to the front.',
      date_start: '1914-08-01',
    },
  ],
  educations: [{ title: 'Licence ès sciences', school: 'Sorbonne', date_start: 'Autumn 2014' }],
  skills: [
    { name: 'Physics', type: 'hard' },
    { name: 'Chemistry', type: 'hard' },
  ],
  tags: [{ name: 'stage', value: 'offer' }],
};
