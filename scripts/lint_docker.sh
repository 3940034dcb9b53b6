#!/bin/sh
# What docker/ holds (or the folder given), by the tools of those whose formats it is written in: hadolint, the Compose
# specification's JSON schema, Kubernetes' own schemas. Status 0 when none of them finds anything.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-docker}
bin=.venv/bin

"$bin/hadolint" --failure-threshold style "$folder/Dockerfile"
"$bin/check-jsonschema" --builtin-schema vendor.compose-spec "$folder/compose.yaml"
said=$("$bin/kubernetes-validate" --strict "$folder/kubernetes.yaml") || { echo "$said"; exit 1; }
echo "$said"
# It only warns of a kind that it does not know. A ScaledObject is KEDA's: Kubernetes publishes no schema for it.
! echo "$said" | grep '^WARN' | grep -v 'kind ScaledObject with api version keda.sh/v1alpha1 '
