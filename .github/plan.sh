#!/usr/bin/env bash
# Plans the deployment for deploy.yml, into build/plan: with the state in the bucket STATE_BUCKET and the lines of
# terraform.tfvars that are no secrets in TFVARS. Its arguments are handed to `terraform plan`. Steps after it find out
# whether anything would change (`changes`), and the fingerprint of what would (`digest`).
set -euo pipefail
cd "$(dirname "$0")/.."

printf 'terraform {\n  backend "s3" {}\n}\n' >terraform/backend.tf
printf '%s\n' "$TFVARS" >terraform/terraform.tfvars

backend="-backend-config=bucket=$STATE_BUCKET -backend-config=region=$AWS_REGION"
backend+=" -backend-config=key=runtrack/production.tfstate -backend-config=encrypt=true -backend-config=use_lockfile=true"
make tf-init ARGS="-input=false -no-color $backend"
make tf-plan ARGS="-no-color -out=../build/plan $*"
terraform -chdir=terraform show -no-color ../build/plan >build/plan.txt

changes=true
if grep -q '^No changes\.' build/plan.txt; then
    changes=false
fi
digest=$(sha256sum build/plan.txt | cut -d ' ' -f 1)
printf 'changes=%s\ndigest=%s\n' "$changes" "$digest" >>"$GITHUB_OUTPUT"
printf '### Plan\n\n```text\n%s\n```\n' "$(cat build/plan.txt)" >>"$GITHUB_STEP_SUMMARY"
