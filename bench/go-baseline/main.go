// A baseline for events that fail: what a Go program with the AWS SDK does for an event, and nothing more.
//
// It reads the event, wants payload.interaction_id, puts the dead letter into S3 and answers 200 after that. It has no
// signature, no limit, no index, no retry and no metric. Its trace ids may collide. It is no program to run in production.
//
//	BUCKET=bench-bucket S3_ENDPOINT=http://127.0.0.1:9000 go run main.go
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

type event struct {
	EventID       string                 `json:"event_id"`
	TenantID      string                 `json:"tenant_id"`
	Timestamp     string                 `json:"timestamp"`
	SchemaVersion string                 `json:"schema_version,omitempty"`
	Payload       map[string]interface{} `json:"payload"`
}

type deadLetter struct {
	OriginalEvent event  `json:"original_event"`
	Error         string `json:"error"`
	TraceID       string `json:"trace_id"`
	FailedAt      string `json:"failed_at"`
	RetryCount    int    `json:"retry_count"`
	SchemaVersion string `json:"schema_version"`
}

type server struct {
	bucket string
	store  *s3.Client
}

func main() {
	store := s3.New(s3.Options{
		Region:           "us-east-1",
		Credentials:      credentials.NewStaticCredentialsProvider("bench", "bench", ""),
		EndpointResolver: s3.EndpointResolverFromURL(os.Getenv("S3_ENDPOINT")),
		UsePathStyle:     true,
	})
	handler := &server{bucket: os.Getenv("BUCKET"), store: store}
	routes := http.NewServeMux()
	routes.HandleFunc("/webhook/cxone-data-actions", handler.take)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s\n", listener.Addr())
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	go func() {
		<-told
		os.Exit(0)
	}()
	log.Fatal(http.Serve(listener, routes))
}

func (s *server) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "the body did not arrive", http.StatusBadRequest)
		return
	}
	var taken event
	if err := json.Unmarshal(body, &taken); err != nil {
		http.Error(w, "the body is no event", http.StatusBadRequest)
		return
	}
	answer := map[string]string{"status": "accepted"}
	if _, found := taken.Payload["interaction_id"]; !found {
		traceID, err := s.keep(r.Context(), taken)
		if err != nil {
			log.Print(err)
			http.Error(w, "the dead letter was not stored", http.StatusInternalServerError)
			return
		}
		answer["trace_id"] = traceID
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// keep stores the dead letter of an event and tells its trace id.
func (s *server) keep(ctx context.Context, taken event) (string, error) {
	now := time.Now().UTC()
	letter := deadLetter{
		OriginalEvent: taken,
		Error:         "missing required field: interaction_id in event " + taken.EventID,
		TraceID:       "DLQ-" + strconv.FormatInt(now.UnixNano(), 10),
		FailedAt:      now.Format(time.RFC3339),
		SchemaVersion: "v2.1",
	}
	record, err := json.Marshal(letter)
	if err != nil {
		return "", err
	}
	_, err = s.store.PutObject(ctx, &s3.PutObjectInput{
		Bucket:      aws.String(s.bucket),
		Key:         aws.String(now.Format("dlq/year=2006/month=01/day=02/hour=15/") + letter.TraceID + ".json"),
		Body:        bytes.NewReader(record),
		ContentType: aws.String("application/json"),
		Metadata: map[string]string{
			"event_id":    taken.EventID,
			"schema_ver":  letter.SchemaVersion,
			"retry_count": "0",
		},
	})
	return letter.TraceID, err
}
