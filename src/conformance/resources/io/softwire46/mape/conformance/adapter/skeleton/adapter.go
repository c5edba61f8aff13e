// Adapter of a MAP-E product for the conformance kit: process protocol 1 on standard input and output.
// Fill in configure and exchange, then remove the entry of "unsupported". Start it with: go run adapter.go
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

const maxLine = 4 << 20

// What the product can do. The kit stays inside these limits; docs/conformance-protocol.md explains each field.
const hello = `{"protocol":1,"name":"example","version":"0","homepage":null,"roles":["br"],"formats":["rfc7597"],` +
	`"kinds":["prefix","address","shared","oneToOne"],"limits":{"psidOffset":[0,15],"psidLength":[0,16],` +
	`"eaLength":[0,48],"ipv4PrefixLength":[0,32],"ipv6PrefixLength":[0,128],"eaEnd":128},"options":[],` +
	`"optionDefaults":{},"as":[],"queries":{},"observes":["packets"],"clock":"real","delivery":"sync",` +
	`"reset":true,"maxPacket":9000,"maxRules":10000,` +
	`"unsupported":[{"property":"*","reason":"not implemented yet","url":null}]}`

// The fields of each request besides seq and cmd; a request has all of them and no other.
var fields = map[string][]string{
	"hello":     {"protocol", "suite"},
	"configure": {"role", "domains", "endUserPrefix", "as"},
	"exchange":  {"packets", "until", "quietMillis", "deadlineMillis"},
	"query":     {"query"},
	"counters":  {},
	"tick":      {"nanos"},
	"reset":     {},
	"bye":       {},
}

type packet struct {
	Side, Hex string
	At        int64
}

// configure configures the product: "refused" if it finds the rules invalid, "unsupported" if it lacks a feature.
func configure(request map[string]json.RawMessage) (string, error) {
	fmt.Fprintf(os.Stderr, "domains of %d octets\n", len(request["domains"]))
	return `{"ok":true}`, nil
}

// exchange sends packets to the product; "out" is what it sends, such as {"side":"ipv6","hex":"60...","cause":0}.
func exchange(request map[string]json.RawMessage) (string, error) {
	var packets []packet
	if err := json.Unmarshal(request["packets"], &packets); err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "%d packets\n", len(packets))
	return `{"ended":"sync","out":[]}`, nil
}

// unique fails if an object of the value that comes next has a field twice.
func unique(decoder *json.Decoder) error {
	token, err := decoder.Token()
	delim, isDelim := token.(json.Delim)
	if err != nil || !isDelim {
		return err
	}
	names := map[string]bool{}
	for decoder.More() {
		if delim == '{' {
			name, err := decoder.Token()
			if err != nil || names[name.(string)] {
				return errors.New("duplicate field")
			}
			names[name.(string)] = true
		}
		if err := unique(decoder); err != nil {
			return err
		}
	}
	_, err = decoder.Token()
	return err
}

// read reads a request strictly, and returns its command.
func read(line []byte, seq int) (map[string]json.RawMessage, string, error) {
	var request map[string]json.RawMessage
	var command string
	if len(line) > maxLine || !utf8.Valid(line) {
		return nil, "", errors.New("line is not UTF-8 text of at most 4 MiB")
	}
	if err := json.Unmarshal(line, &request); err != nil || request == nil {
		return nil, "", errors.New("line is not one object")
	}
	if err := unique(json.NewDecoder(bytes.NewReader(line))); err != nil {
		return nil, "", err
	}
	if err := json.Unmarshal(request["cmd"], &command); err != nil || fields[command] == nil {
		return nil, "", errors.New("cmd is unknown")
	}
	for _, name := range fields[command] {
		if request[name] == nil {
			return nil, "", errors.New("field " + name + " is missing")
		}
	}
	if len(request) != len(fields[command])+2 {
		return nil, "", errors.New("unknown field")
	}
	if string(request["seq"]) != fmt.Sprint(seq) {
		return nil, "", fmt.Errorf("seq is not %d", seq)
	}
	return request, command, nil
}

// answer returns the answer to a line, without its number, and the command.
func answer(line []byte, seq int) (string, string, error) {
	request, command, err := read(line, seq)
	if err != nil {
		return "", "", err
	}
	result := `{"ok":true}`
	switch command {
	case "hello":
		result = hello
	case "configure":
		result, err = configure(request)
	case "exchange":
		result, err = exchange(request)
	case "query", "counters", "tick":
		err = errors.New(command + " is not declared")
	}
	return result, command, err
}

func main() {
	in := bufio.NewReader(os.Stdin)
	for seq, command := 1, ""; command != "bye"; seq++ {
		line, end := in.ReadBytes('\n')
		if end == io.EOF && len(line) == 0 {
			return
		}
		result, cmd, err := answer(bytes.TrimSuffix(line, []byte("\n")), seq)
		if err != nil {
			text, _ := json.Marshal(err.Error())
			result = `{"error":` + string(text) + `}`
		}
		fmt.Printf("{\"seq\":%d,%s\n", seq, result[1:])
		command = cmd
	}
}
