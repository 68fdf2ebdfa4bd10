package connect_test

import "testing"

// TestPatterns loads what people write most, which must not be reported.
func TestPatterns(t *testing.T) {
	for _, tt := range []struct{ name, schema string }{
		{"a public REST API, all of it", `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@connect", "@source"])
  @source(name: "json", http: { baseURL: "https://jsonplaceholder.test/" })

type Query {
  posts: [Post] @connect(source: "json", http: { GET: "/posts" }, selection: "id userId title body")
  post(id: ID!): Post @connect(source: "json", http: { GET: "/posts/{$args.id}" }, selection: "id userId title body", entity: true)
  user(id: ID!): User
    @connect(
      source: "json"
      http: { GET: "/users/{$args.id}" }
      selection: """
      id name email
      address { street geo { lat lng } }
      company: company { name slogan: catchPhrase } # a rename
      """
      entity: true
    )
  todos(done: Boolean): [Todo] @connect(source: "json", http: { GET: "/todos", queryParams: "completed: $args.done" }, selection: "id title done: completed owner: { id: userId }")
  greet: String!
}

type Mutation {
  addPost(input: PostInput!): Post
    @connect(source: "json", http: { POST: "/posts", body: "$args.input { title body userId } tags: $(['new'])" }, selection: "id userId title body")
  setPost(id: ID!, input: PostInput!): Post
    @connect(source: "json", http: { PUT: "/posts/{$args.id}", body: "id: $args.id $args.input { title body userId }" }, selection: "id userId title body")
  deletePost(id: ID!): Boolean @connect(source: "json", http: { DELETE: "/posts/{$args.id}" }, selection: "$(true)")
}

input PostInput { title: String! body: String! userId: ID! }
type Post {
  id: ID!
  userId: ID!
  title: String
  body: String
  user: User @connect(source: "json", http: { GET: "/users/{$this.userId}" }, selection: "id name email address { street geo { lat lng } } company { name slogan: catchPhrase }")
  comments(first: Int = 5): [Comment] @connect(source: "json", http: { GET: "/posts/{$this.id}/comments?_limit={$args.first}" }, selection: "id email body")
}
type User {
  id: ID!
  name: String
  email: String
  address: Address
  company: Company
  posts: [Post] @connect(source: "json", http: { GET: "/users/{$this.id}/posts" }, selection: "id userId title body")
}
type Address { street: String geo: Geo }
type Geo { lat: String lng: String }
type Company { name: String slogan: String }
type Comment { id: ID! email: String body: String }
type Todo { id: ID! title: String done: Boolean owner: User }`},
		{"envelopes, enums, fallbacks and stubs", header + `
enum Status { OPEN CLOSED OTHER }
scalar DateTime
type Query {
  tickets(status: Status, ids: [ID!], after: String): TicketPage
    @connect(
      source: "s"
      http: {
        GET: "/tickets"
        queryParams: """
        status: $args.status->match(['OPEN', 'open'], ['CLOSED', 'closed'], [@, @])
        'ids[]': $args.ids
        cursor: $($args.after ?? $config.start)
        """
        headers: [{ name: "Accept-Language", from: "accept-language" }, { name: "X-Token", value: "{$config.token}" }]
      }
      selection: """
      $.data {
        tickets: nodes {
          id
          status: state->match(['open', 'OPEN'], ['closed', 'CLOSED'], [@, 'OTHER'])
          title: $(subject ?? headline ?? 'Untitled')
          openedAt: timestamps.opened
          tags: labels->map(@.name)
          assignee: { id: assignee_id }
          first: comments->first { id text }
          extra: meta { any thing }
        }
      }
      next: paging.cursor?
      """
      errors: { message: "error.message", extensions: "code: error.code status: $status" }
      isSuccess: "$status->in([200, 404])"
    )
}
type TicketPage { tickets: [Ticket!] next: String }
type Ticket {
  id: ID!
  status: Status
  title: String!
  openedAt: DateTime
  tags: [String]
  assignee: Agent
  first: Note
  extra: JSON
}
scalar JSON
type Note { id: ID text: String }
type Agent @key(fields: "id", resolvable: false) { id: ID! }`},
		{"several key arguments and nested keys", header + `
type Query {
  rows: [Row] @connect(source: "s", http: { GET: "/rows" }, selection: "$ { tenant: t at { id: place } }")
  row(tenant: ID!, at: AtInput!): Row
    @connect(source: "s", http: { GET: "/rows/{$args.tenant}/{$args.at.id}" }, selection: "tenant: t at { id: place } value", entity: true)
}
input AtInput { id: ID! }
type Row @key(fields: "tenant at { id }") { tenant: ID! at: At! value: Float }
type At { id: ID! }`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if warnings := load(t, tt.schema).Warnings; len(warnings) > 0 {
				t.Errorf("warnings:\n%v", warnings)
			}
		})
	}
}
