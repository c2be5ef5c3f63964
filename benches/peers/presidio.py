"""presidio-analyzer with the Chinese patterns that its users add, as a filter.

Reads one JSON object a line with `text`, writes one a line with the spans that were found, in code
points; the last line says how many seconds the analysis took, reading and writing left out. No
model of names is loaded: none is on the package index; spaCy's blank Chinese cuts the words.
"""

import json
import logging
import sys
import time

import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    PhoneRecognizer,
)

PATTERNS = {
    "CN_MOBILE": (r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", ["手机", "电话", "联系"]),
    "CN_LANDLINE": (r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)", ["座机", "电话"]),
    "CN_ID_CARD": (r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?!\d)", ["身份证"]),
    "CN_ID_CARD_15": (r"(?<!\d)[1-9]\d{7}[01]\d[0-3]\d{4}(?!\d)", ["身份证"]),
    "CN_BANK_CARD": (r"(?<!\d)[1-9]\d{15,18}(?!\d)", ["卡号", "账号"]),
    "CN_PASSPORT": (r"(?<![A-Za-z0-9])[EeGg]\d{8}(?!\d)", ["护照"]),
    "CN_PERMIT": (r"(?<![A-Za-z0-9])[CHMchm]\d{8,10}(?!\d)", ["通行证"]),
    "QQ": (r"(?i)qq号?[:： ]?[1-9]\d{4,10}(?!\d)", ["QQ"]),
    "WECHAT": (r"(?i)(?:微信|vx)号?[:： ]?[a-z][-_a-z0-9]{5,19}", ["微信"]),
}


class BlankChinese(SpacyNlpEngine):
    """Words and no model."""

    def __init__(self):
        super().__init__()
        self.nlp = {"zh": spacy.blank("zh")}


def analyzer():
    registry = RecognizerRegistry(supported_languages=["zh"])
    for entity, (pattern, context) in PATTERNS.items():
        try:
            patterns = [Pattern(entity, pattern, 0.6)]
            registry.add_recognizer(
                PatternRecognizer(entity, patterns=patterns, context=context, supported_language="zh")
            )
        except Exception as error:
            raise SystemExit(f"{entity}: {error}") from error
    registry.add_recognizer(EmailRecognizer(supported_language="zh"))
    registry.add_recognizer(CreditCardRecognizer(supported_language="zh"))
    registry.add_recognizer(PhoneRecognizer(supported_language="zh", supported_regions=("CN",)))
    return AnalyzerEngine(registry=registry, nlp_engine=BlankChinese(), supported_languages=["zh"])


def main():
    logging.disable(logging.WARNING)
    engine = analyzer()
    texts = [json.loads(line)["text"] for line in sys.stdin]
    begin = time.perf_counter()
    found = [engine.analyze(text=text, language="zh") for text in texts]
    seconds = time.perf_counter() - begin
    for results in found:
        print(json.dumps([[r.start, r.end] for r in results]))
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
