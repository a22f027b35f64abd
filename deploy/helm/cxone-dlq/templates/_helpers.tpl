{{- define "cxone-dlq.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "cxone-dlq.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "cxone-dlq.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "cxone-dlq.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "cxone-dlq.serviceAccount" -}}
{{- default (ternary (include "cxone-dlq.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "cxone-dlq.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{/* Helm reads every number as a floating-point one, and would write 1048576 as 1.048576e+06. */}}
{{- define "cxone-dlq.config" -}}
{{- range $name, $value := .Values.config }}
{{- if not (kindIs "invalid" $value) }}
{{ $name }}: {{ ternary ($value | int64 | toString) ($value | toString) (kindIs "float64" $value) | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A variable in milliseconds, or its default where it is not set. `default` would take 0 for not set. */}}
{{- define "cxone-dlq.milliseconds" -}}
{{- $value := toString (get .config .name) -}}
{{- if has $value (list "" "<nil>") -}}{{ .default }}{{- else -}}{{ get .config .name | int64 }}{{- end -}}
{{- end -}}

{{- define "cxone-dlq.shutdownTimeout" -}}
{{- include "cxone-dlq.milliseconds" (dict "config" .Values.config "name" "SHUTDOWN_TIMEOUT_MS" "default" 25000) -}}
{{- end -}}

{{/* preStop, the time that the service takes for its end (SHUTDOWN_TIMEOUT_MS, rounded up), and 5 s to spare. */}}
{{- define "cxone-dlq.gracePeriod" -}}
{{- $timeout := include "cxone-dlq.shutdownTimeout" . | int64 -}}
{{- add .Values.preStopSeconds (div (add $timeout 999) 1000) 5 -}}
{{- end -}}

{{/* What the schema cannot say. */}}
{{- define "cxone-dlq.check" -}}
{{- $replicas := ternary .Values.autoscaling.maxReplicas .Values.replicaCount .Values.autoscaling.enabled | int64 -}}
{{- if not .Values.config.DLQ_BUCKET -}}
{{- if not .Values.data.existingClaim -}}
{{- fail "config.DLQ_BUCKET is empty, so dead letters are kept in the pod's own store: set data.existingClaim to a claim that outlives the pod, or set config.DLQ_BUCKET" -}}
{{- end -}}
{{- if gt $replicas 1 -}}
{{- fail (printf "replicaCount is %d, but config.DLQ_BUCKET is empty: the embedded store is for one replica" $replicas) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.data.existingClaim (gt $replicas 1) -}}
{{- fail "data.existingClaim is for one replica: leave it empty, since with config.DLQ_BUCKET an emptyDir is enough" -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int64 .Values.autoscaling.minReplicas) (int64 .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is greater than autoscaling.maxReplicas" -}}
{{- end -}}
{{- $timeout := include "cxone-dlq.shutdownTimeout" . | int64 -}}
{{- $delay := include "cxone-dlq.milliseconds" (dict "config" .Values.config "name" "SHUTDOWN_DELAY_MS" "default" 5000) | int64 -}}
{{- if ge $delay $timeout -}}
{{- fail (printf "config.SHUTDOWN_DELAY_MS must be less than config.SHUTDOWN_TIMEOUT_MS (%d), which contains it" $timeout) -}}
{{- end -}}
{{- if and .Values.serviceAccount.roleArn (not .Values.serviceAccount.create) -}}
{{- fail "serviceAccount.roleArn needs serviceAccount.create: annotate a ServiceAccount of your own yourself" -}}
{{- end -}}
{{- end -}}
