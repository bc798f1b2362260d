/**
 * How often runs of one to three characters stand in each of 53 languages: the profiles of Nakatani's language-detection, made
 * from Wikipedia, by which langdetect works too. They come with the npm package `langdetect`, whose own code draws other random
 * numbers each time and is not used.
 */

import afProfile from 'langdetect/profiles/af.json' with { type: 'json' }
import arProfile from 'langdetect/profiles/ar.json' with { type: 'json' }
import bgProfile from 'langdetect/profiles/bg.json' with { type: 'json' }
import bnProfile from 'langdetect/profiles/bn.json' with { type: 'json' }
import csProfile from 'langdetect/profiles/cs.json' with { type: 'json' }
import daProfile from 'langdetect/profiles/da.json' with { type: 'json' }
import deProfile from 'langdetect/profiles/de.json' with { type: 'json' }
import elProfile from 'langdetect/profiles/el.json' with { type: 'json' }
import enProfile from 'langdetect/profiles/en.json' with { type: 'json' }
import esProfile from 'langdetect/profiles/es.json' with { type: 'json' }
import etProfile from 'langdetect/profiles/et.json' with { type: 'json' }
import faProfile from 'langdetect/profiles/fa.json' with { type: 'json' }
import fiProfile from 'langdetect/profiles/fi.json' with { type: 'json' }
import frProfile from 'langdetect/profiles/fr.json' with { type: 'json' }
import guProfile from 'langdetect/profiles/gu.json' with { type: 'json' }
import heProfile from 'langdetect/profiles/he.json' with { type: 'json' }
import hiProfile from 'langdetect/profiles/hi.json' with { type: 'json' }
import hrProfile from 'langdetect/profiles/hr.json' with { type: 'json' }
import huProfile from 'langdetect/profiles/hu.json' with { type: 'json' }
import idProfile from 'langdetect/profiles/id.json' with { type: 'json' }
import itProfile from 'langdetect/profiles/it.json' with { type: 'json' }
import jaProfile from 'langdetect/profiles/ja.json' with { type: 'json' }
import knProfile from 'langdetect/profiles/kn.json' with { type: 'json' }
import koProfile from 'langdetect/profiles/ko.json' with { type: 'json' }
import ltProfile from 'langdetect/profiles/lt.json' with { type: 'json' }
import lvProfile from 'langdetect/profiles/lv.json' with { type: 'json' }
import mkProfile from 'langdetect/profiles/mk.json' with { type: 'json' }
import mlProfile from 'langdetect/profiles/ml.json' with { type: 'json' }
import mrProfile from 'langdetect/profiles/mr.json' with { type: 'json' }
import neProfile from 'langdetect/profiles/ne.json' with { type: 'json' }
import nlProfile from 'langdetect/profiles/nl.json' with { type: 'json' }
import noProfile from 'langdetect/profiles/no.json' with { type: 'json' }
import paProfile from 'langdetect/profiles/pa.json' with { type: 'json' }
import plProfile from 'langdetect/profiles/pl.json' with { type: 'json' }
import ptProfile from 'langdetect/profiles/pt.json' with { type: 'json' }
import roProfile from 'langdetect/profiles/ro.json' with { type: 'json' }
import ruProfile from 'langdetect/profiles/ru.json' with { type: 'json' }
import skProfile from 'langdetect/profiles/sk.json' with { type: 'json' }
import slProfile from 'langdetect/profiles/sl.json' with { type: 'json' }
import soProfile from 'langdetect/profiles/so.json' with { type: 'json' }
import sqProfile from 'langdetect/profiles/sq.json' with { type: 'json' }
import svProfile from 'langdetect/profiles/sv.json' with { type: 'json' }
import swProfile from 'langdetect/profiles/sw.json' with { type: 'json' }
import taProfile from 'langdetect/profiles/ta.json' with { type: 'json' }
import teProfile from 'langdetect/profiles/te.json' with { type: 'json' }
import thProfile from 'langdetect/profiles/th.json' with { type: 'json' }
import tlProfile from 'langdetect/profiles/tl.json' with { type: 'json' }
import trProfile from 'langdetect/profiles/tr.json' with { type: 'json' }
import ukProfile from 'langdetect/profiles/uk.json' with { type: 'json' }
import urProfile from 'langdetect/profiles/ur.json' with { type: 'json' }
import viProfile from 'langdetect/profiles/vi.json' with { type: 'json' }
import zhCnProfile from 'langdetect/profiles/zh-cn.json' with { type: 'json' }
import zhTwProfile from 'langdetect/profiles/zh-tw.json' with { type: 'json' }
import classes from 'langdetect/res/cjk.json' with { type: 'json' }

interface Profile {
  /** ISO 639-1, `zh-cn` and `zh-tw` beside it. */
  readonly name: string
  readonly freq: Readonly<Record<string, number>>
  /** All runs of one, two and three characters that were counted. */
  readonly n_words: readonly number[]
}

export const PROFILES: readonly Profile[] = [
  afProfile,
  arProfile,
  bgProfile,
  bnProfile,
  csProfile,
  daProfile,
  deProfile,
  elProfile,
  enProfile,
  esProfile,
  etProfile,
  faProfile,
  fiProfile,
  frProfile,
  guProfile,
  heProfile,
  hiProfile,
  hrProfile,
  huProfile,
  idProfile,
  itProfile,
  jaProfile,
  knProfile,
  koProfile,
  ltProfile,
  lvProfile,
  mkProfile,
  mlProfile,
  mrProfile,
  neProfile,
  nlProfile,
  noProfile,
  paProfile,
  plProfile,
  ptProfile,
  roProfile,
  ruProfile,
  skProfile,
  slProfile,
  soProfile,
  sqProfile,
  svProfile,
  swProfile,
  taProfile,
  teProfile,
  thProfile,
  tlProfile,
  trProfile,
  ukProfile,
  urProfile,
  viProfile,
  zhCnProfile,
  zhTwProfile,
]

/** Chinese characters that stand for each other in the profiles, the first of each class for all. */
export const CHINESE_CLASSES: readonly string[] = Object.values(classes)
