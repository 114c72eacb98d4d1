/**
 * Invented people and places, by culture, so that first and last names go together. Phone numbers lie in
 * ranges set aside for fiction.
 */
export interface Culture {
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly city: string;
  readonly region: string;
  readonly country: string;
  readonly language: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly phonePrefix: string;
}

export const CULTURES: readonly Culture[] = [
  {
    firstNames: ['Ada', 'Grace', 'Owen', 'Mary-Jane', 'Theo', 'Nora'],
    lastNames: ["O'Rourke", 'Fairweather', 'Locke', 'Ashdown-Pell', "D'Angelo", 'Whitlock'],
    city: 'Boston',
    region: 'Massachusetts',
    country: 'USA',
    language: 'en',
    latitude: 42.3601,
    longitude: -71.0589,
    phonePrefix: '+1 617-555-01',
  },
  {
    firstNames: ['Éloïse', 'François', 'Zoé', 'Anaïs', 'Jean-Noël', 'Maël'],
    lastNames: ["L'Hermitte", 'Bénard', 'Châtelain', 'Le Goff', 'Dubœuf', 'Garçon'],
    city: 'Saint-Étienne',
    region: 'Auvergne-Rhône-Alpes',
    country: 'France',
    language: 'fr',
    latitude: 45.4397,
    longitude: 4.3872,
    phonePrefix: '+33 6 39 98 00 ',
  },
  {
    firstNames: ['Łukasz', 'Żaneta', 'Małgorzata', 'Wójciech'],
    lastNames: ['Świątek', 'Gołębiewski', 'Źrebiec', 'Kędzior'],
    city: 'Łódź',
    region: 'Łódzkie',
    country: 'Polska',
    language: 'pl',
    latitude: 51.7592,
    longitude: 19.456,
    phonePrefix: '+44 20 7946 00',
  },
  {
    firstNames: ['小明', '雅婷', '志强', '美玲'],
    lastNames: ['王', '李', '欧阳', '陈'],
    city: '成都',
    region: '四川',
    country: '中国',
    language: 'zh',
    latitude: 30.5728,
    longitude: 104.0668,
    phonePrefix: '+44 20 7946 01',
  },
  {
    firstNames: ['さくら', '健太', 'ひなた', '翔'],
    lastNames: ['佐藤', '髙橋', '渡邊', '山本'],
    city: '札幌',
    region: '北海道',
    country: '日本',
    language: 'ja',
    latitude: 43.0618,
    longitude: 141.3545,
    phonePrefix: '+44 20 7946 02',
  },
  {
    firstNames: ['ليلى', 'يوسف', 'سلمى', 'كريم'],
    lastNames: ['الحداد', 'بن سعيد', 'النجار', 'منصور'],
    city: 'طنجة',
    region: 'طنجة-تطوان-الحسيمة',
    country: 'المغرب',
    language: 'ar',
    latitude: 35.7595,
    longitude: -5.834,
    phonePrefix: '+44 20 7946 03',
  },
  {
    firstNames: ['נועה', 'איתן', 'מאיה'],
    lastNames: ['בן-דוד', 'לוי', 'שגב'],
    city: 'חיפה',
    region: 'מחוז חיפה',
    country: 'ישראל',
    language: 'he',
    latitude: 32.794,
    longitude: 34.9896,
    phonePrefix: '+44 20 7946 04',
  },
  {
    firstNames: ['Nguyệt', 'Thảo', 'Đức'],
    lastNames: ['Nguyễn', 'Trần', 'Đặng'],
    city: 'Đà Nẵng',
    region: 'Đà Nẵng',
    country: 'Việt Nam',
    language: 'vi',
    latitude: 16.0544,
    longitude: 108.2022,
    phonePrefix: '+44 20 7946 05',
  },
  {
    firstNames: ['Ελένη', 'Νίκος', 'Σοφία'],
    lastNames: ['Παππάς', 'Δημητρίου', 'Ωραίος'],
    city: 'Πάτρα',
    region: 'Δυτική Ελλάδα',
    country: 'Ελλάδα',
    language: 'el',
    latitude: 38.2466,
    longitude: 21.7346,
    phonePrefix: '+44 20 7946 06',
  },
  {
    firstNames: ['Sigríður', 'Þór', 'Ásta'],
    lastNames: ['Ægisdóttir', 'Þorsteinsson', 'Ólafsdóttir'],
    city: 'Ísafjörður',
    region: 'Vestfirðir',
    country: 'Ísland',
    language: 'is',
    latitude: 66.0749,
    longitude: -23.1347,
    phonePrefix: '+44 20 7946 07',
  },
];

export const COMPANIES = [
  'The Tustin Box Company',
  'Café Lumière & Fils',
  'Boréal Énergie',
  'Quayside "Q" Analytics',
  'Ørsund Logistik',
  'Nine Elms Robotics',
  '株式会社みなと',
  'Halyard Health',
] as const;

export const TITLES = [
  'Customer Success Representative',
  'Ingénieure données',
  'Site Reliability Engineer',
  'Nurse Practitioner',
  'Responsable R&D',
  'Warehouse Lead <nights>',
  'Product Designer',
  'Accountant',
] as const;

export const SCHOOLS = [
  'University of Eastmoor',
  "École d'ingénieurs du Forez",
  'Politechnika Północna',
  'Lakeside Community College',
  '港町大学',
] as const;

export const DEGREES = ["Bachelor's Degree", "Master's Degree", 'Doctorate', 'Certificate'] as const;

export const DISCIPLINES = ['Computer Science', 'Économie', 'Nursing', 'Logistics', 'Design'] as const;

export const TAGS = ['Python', 'Ruby', 'Referral', 'Relocation', 'Vivier 2026', 'Night shift'] as const;

export const JOB_NAMES = [
  'DevOps Engineer',
  'Data Scientist - BK',
  'Développeur·se back-end',
  'Ward Nurse',
  'Key Account Manager',
] as const;

export const SOURCES = ['LinkedIn (Prospecting)', 'Meetups', 'Referral', 'Jobs page'] as const;

export const STAGES = ['Application Review', 'Phone Screen', 'Take Home Test', 'Face to Face'] as const;
