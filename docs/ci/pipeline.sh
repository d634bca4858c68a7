#!/bin/sh
# May we distill from what this folder names? Needs CANIDISTILL_SITE and CANIDISTILL_SHA256; ends with the client's own exit status.
set -eu
curl --fail --silent --show-error --location --output canidistill.pyz "$CANIDISTILL_SITE/client/canidistill.pyz"
echo "$CANIDISTILL_SHA256  canidistill.pyz" | sha256sum --check
python3 canidistill.pyz check --use student_kind=classifier --use release=internal teachers.txt
python3 canidistill.pyz batch --quiet distillation.questions.jsonl
