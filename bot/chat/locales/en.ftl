### Everything the bot says in English. Short, kind, and never more than two lines unless asked for.

language-name = English
-money = ₫
# The end of what names a price; 0: it costs nothing.
price-tail = { $price ->
    [0] { "" }
    *[other] { " " }· { NUMBER($price) } { -money }
}

start =
    Hello { $name }! Tell me what to draw.
    I also change photos, film and sing: /help
start-group =
    Hello! Write @{ $me } and your wish;
    to change a picture, reply to it. /help
about-short = Pictures, films, voices and songs from your words and photos.
about-long = Write what you want to see and I draw it. Send a photo with a caption and I change it. I also make films, voices and songs.
help-options = Options anywhere in the words:
help-ar = <code>--ar 16:9</code> shape
help-n = <code>--n 4</code> how many
help-size = <code>--size 2K</code>
help-seconds = <code>--seconds 8</code> how long
help-model = <code>--model</code> (see /models)

# The card
card-painting = { $work ->
    [film] 🎬 Filming…
    [sound] 🎧 Recording…
    [words] ✍️ Writing…
    *[picture] 🎨 Painting…
}{ $seconds ->
    [0] { "" }
    *[other] { " " }usually { $seconds } s
}
card-percent = { $work ->
    [film] 🎬
    [sound] 🎧
    [words] ✍️
    *[picture] 🎨
} { $bar } { $percent }%
card-starting = { $work ->
    [film] 🎬
    [sound] 🎧
    [words] ✍️
    *[picture] 🎨
} Got it, starting…
card-early = 👌 Got it! One moment…
early-below = Please look below ↓
card-here = 🎨 Here it comes…
card-first = 🎉 Your first picture!
card-below = 🎨 Here it is, below ↓
card-next = ⏳ You are next
card-line = ⏳ In line: place { $place }{ $unit ->
    [seconds] , about { $wait } s
    [minutes] , about { $wait } min
    *[none] { "" }
}
card-lasting = { $text } · { $minutes } min
card-unreachable = 📭 It is ready. If it is missing, { $place ->
    [group] let me post files here and write /start.
    *[private] write /start.
}
card-unclear = 🔎 The AI's answer got lost; I ask again. You pay only for what you get.
button-cancel = Cancel
button-again = 🔁 Again{ price-tail }
button-retry = 🔁 Try again{ price-tail }
button-instead = With { $model }{ price-tail }

caption-of-words = <i>{ $facts }</i>
caption =
    { $prompt }
    <i>{ $facts }</i>
caption-model = { $model }
caption-price = { NUMBER($price) } { -money }
caption-left = { $left } left today
caption-fewer = { $got } of { $asked } came out
caption-steps = { $first }–{ $last }: { NUMBER($price) } { -money }
caption-one-of = picture { $number } of { $count }
caption-original = original file

# Ends without a picture
end-refused = 🚫 The AI's content rules refused this. Nothing was charged – other words may do.
end-invalid = ⚠️ The AI could not take this. Nothing was charged – try other words or /models.
end-picture-bad = 🖼 That is not a picture I can read. Nothing was charged – send it as a photo.
end-picture-gone = 🖼 I could not fetch that file. Nothing was charged – please send it again.
end-exhausted = 😴 The AI is not taking work right now. Nothing was charged – try again soon.
end-broken = 💔 The AI failed at this one. Nothing was charged – try again. (No. { $reference })
end-unshowable = 📦 Made, but Telegram does not take the file. Nothing was charged. (No. { $reference })
end-unclear = 🔎 I can't tell what came of this. Nothing was charged – try again. (No. { $reference })
end-interrupted = 🔎 I was stopped halfway. Nothing was charged – try again. (No. { $reference })
end-expired = ⌛ This took far too long. Nothing was charged – try again. (No. { $reference })
end-cancelled = ✋ Stopped. Nothing was charged.

# What a person can mend
ask-prompt = Tell me what to draw, for example: <code>/imagine a red kite over rice fields</code>
ask-edit = What shall I change? Just write it{ price-tail }, for example “make it night”.
prompt-too-long = That is too long: { NUMBER($most) } characters at most. Please say it shorter.
option-unknown = I don't know { $option }. { $nearest ->
    [none] Options: <code>--ar --n --size --style --model</code>
    *[other] Did you mean { $nearest }?
}
option-bad = { $option } { $value } is not something I can use. Like this: <code>{ $example }</code>
option-twice = { $option } appears twice; once is enough.
model-unknown = There is no model “{ $name }”. { $nearest ->
    [none] See /models.
    *[other] Did you mean { $nearest }?
}
model-none = No model is switched on. The owner needs to add a gateway key.
model-off = { $model } is resting { $minutes ->
    [0] right now
    *[other] for about { $minutes } min
}. Others: /models
model-no-edit = { $other ->
    [none] { $model } works from words alone: send them without a picture.
    *[other] { $model } cannot edit pictures. One that can: <code>--model { $other }</code>
}
model-edit-only = { $model } only edits: send a photo with your words.
model-references = { $model } takes { $most ->
    [one] one picture
    *[other] { $most } pictures
} at most; you sent { $sent }.
model-ratio = { $list ->
    [none] { $model } chooses the shape itself. Leave --ar out, or choose another: /models
    *[other] { $model } has no { $ratio }. It has: { $list }
}
model-size = { $list ->
    [none] { $model } has one size only. Leave --size out, or choose another: /models
    *[other] { $model } has no size { $size }. It has: { $list }
}
model-count = { $model } makes at most { $most } at a time.
not-enough = This costs { NUMBER($price) } { -money } and you have { NUMBER($available) } { -money }. Ask the owner, or see /models.
not-enough-sold = This costs { NUMBER($price) } { -money } and you have { NUMBER($available) } { -money }. For more: /topup
quota-pictures = { $limit ->
    [0] New work is switched off for you. Please ask the owner.
    *[other] { $used } of { $limit } today{ $left ->
        [0] { "" }
        *[other] { " " }and this takes { $asked }
    }, back at midnight (in { $unit ->
        [minutes] { $wait } min
        *[hours] { $wait } h
    }), or ask the owner.
}
quota-credits = { $left ->
    [0] { NUMBER($used) } of { NUMBER($limit) } { -money } today
    *[other] This costs { NUMBER($asked) } { -money }; { NUMBER($used) } of { NUMBER($limit) } { -money } today
}, back at midnight (in { $unit ->
    [minutes] { $wait } min
    *[hours] { $wait } h
}) or ask.
quota-gateway = The AI is full for today. More in { $unit ->
    [minutes] { $wait } min
    *[hours] { $wait } h
} ({ $back }), or see /models.
album-late = That picture came too late for its album. To have it in, send them all again.
album-incomplete = I see one photo of an album only here. Make me an admin, or send it in private.
picture-too-big = That is over 20 MB, too much for Telegram. Send it smaller, or as a photo.
picture-gone = I could not fetch that file from Telegram. Please send it again.
picture-bad = That is not a picture I can read. Send it as a photo, or as JPEG, PNG or WebP.
not-understood = I work with words, photos, films and recordings. Send one of those.
command-unknown = I don't know <code>{ $name }</code>. { $nearest ->
    [none] All commands: /help
    *[other] Perhaps { $nearest }?
}
closed = This bot is private. To be let in, send its owner your ID: <code>{ $id }</code>
not-selling = I can't take new work for the moment. Please try again later.
sorry = Something went wrong on my side. Nothing was charged – try again. (No. { $reference })

# Anonymous senders
claim = I can't see who asks. If you press the button, you get the result and pay for it.

# Presses
press-old = This button does nothing any more.
press-not-yours = This button is somebody else's. To change a picture, reply to it with words.
press-cancelled = Stopped.
press-too-late = Too late: it has ended.
press-sent = Picture { $number } is here ↓
press-lost = Sorry, I no longer have that picture.
press-original = The file is here ↓
press-begun = On it.
press-again-used = Already under way.
press-renewed = That one has ended. Press once more for another.

# /jobs, /cancel
cancel-made = Too late to stop it: it's made, and on its way.
jobs-none = Nothing in line, nothing under way.
question-dropped = Good, I leave your picture as it is.
small-talk-words = hi, hello, hey, hi there, hello there, yo, good morning, good evening, good night, bye, ok, okay, yes, no, lol, test, start
small-polite-words = bot, please, so much, very much, a lot, again, dear, now, it, this
small-thanks-words = thanks, thank you, thank you very much, thank you so much, many thanks, thanks a lot, thanks so much, thx, ty
small-thanks = You are welcome! Tell me when you want the next one.
small-help-words = help, help me, help please, please help, what can you do, what do you do, how does this work, how do you work
small-praise-words = cool, nice, great, wow, wow nice, wow cool, so nice, so cool, very nice, nice one, good job, well done, good bot, beautiful, so beautiful, amazing, awesome, perfect, love it, i love it, i like it
small-praise = Thank you, that makes me happy! What shall I draw next?
small-insult-words = that is not what i wanted, that's not what i wanted, thats not what i wanted, this is not what i wanted, not what i wanted, that is wrong, this is wrong, that's wrong, thats wrong, not like that, stupid, idiot, you are stupid, you're stupid, you idiot, stupid bot, bad bot, you suck, this sucks, fuck, fuck you, shut up, wtf
small-insult = Sorry that it went wrong. Tell me what you want to see, and I try again.
small-stop-words = never mind, nevermind, forget it, forget that, no thanks, no thank you, no need, not now, stop, cancel, abort, please stop, please cancel, stop it, cancel it, stop that, cancel that, stop drawing
small-stop-all-words = stop all, cancel all, stop everything, cancel everything
small-undo-words = undo, undo it, undo that, go back, one back
small-money-words = top up, topup, how to top up, how do i top up, how can i top up, how do i pay, how can i pay, how to pay, price, prices, price list, pricing, my balance, how much, how much is it, how much does it cost, how much does this cost, how much is one picture, how much is a picture, how much is one image, how much is an image, how much does a picture cost, how much does one picture cost, how much does an image cost, what does it cost, what does a picture cost, what are the prices, is it free, is this free, is that free, buy credits, how much do i have, how much is left
small-talk = Hello! Tell me what to draw.
small-sign = Write what you want to see, and I draw it. How it works: /help
small-emoji = A picture of that? Send <code>/imagine { $words }</code>
jobs = { $count ->
    [one] One job:
    *[other] { $count } jobs:
}
cancelled = { $count ->
    [0] It had ended already.
    [one] Stopped one job. Nothing was charged.
    *[other] Stopped { $count } jobs. Nothing was charged.
}

# /models
models = { $count ->
    [0] No model is switched on. The owner needs to add a gateway key.
    *[other] <b>Models</b>, price from:
}
models-line = • <b>{ $title }</b> – { NUMBER($price) } { -money } · <code>{ $alias }</code>{ $usual ->
    [yes] { " " }⭐
    *[no] { "" }
}
models-special = For special work: { $list }
models-more = To use one: <code>--model</code> and its name. To see more: tap, or /models and its name.
models-kinds = <b>Models</b>, by what they make:
models-kind = <b>{ $kind }</b> – { $count }, from { NUMBER($price) } { -money }
model-lengths = Length in seconds (--seconds): { $list }
model-takes = <code>{ $option }</code>: { $list }
kind-text = words, up to the next option
kind-number = a number
kind-flag = on, where it is written
model-title = <b>{ $title }</b>  <code>--model { $alias }</code>
model-about = { $about }
model-price = Price: from { NUMBER($price) } { -money }
model-ratios = Shapes (--ar): { $list }
model-sizes = Sizes (--size): { $list }
model-counts = At once (--n): up to { $most }
model-edits = { $most ->
    [0] Makes pictures from words only
    [one] Edits one photo
    *[other] Edits photos, up to { $most } together
}
model-films = { $most ->
    [0] Films from words only
    [one] Films from words or a picture
    *[other] Films from words or pictures, up to { $most } together
}

# /balance
balance-group = This group's credits: /pool. Yours: write /balance to @{ $me }.
balance-credits = You have <b>{ NUMBER($credits) } { -money }</b>.
balance-held = { NUMBER($credits) } { -money } are set aside for what is under way.
balance-pictures = 🖼 { $used } today
balance-pictures-of = 🖼 { $used } of { $limit } today, back at midnight
balance-spent-of = 💸 { NUMBER($used) } of { NUMBER($limit) } { -money } today, back at midnight

# /language
language-unknown = I don't speak “{ $name }”.
language-choose = Which language?
language-set = I speak English with you now.

# Work of other kinds
task-none = Nobody here can do that yet. The owner can add a model for it.
ask-words-speech = Tell me what to say: <code>/speak Good day!</code>, or reply with /speak.
ask-words-song = Tell me what to sing about: <code>/song rain over the old town</code>
ask-words-sound = Tell me the sound: <code>/sound waves on pebbles</code>
ask-words-chat = Ask me something: <code>/ask why is the sky blue?</code>
ask-words-better = Tell me in a few words what to draw: <code>/better a cat on a roof</code>
ask-words-video = Tell me what happens: <code>/video a boat</code>, or send a picture with /animate.
ask-picture = Which picture? Send it with the command, or reply to one.
ask-pictures = Which pictures? Send two or more as an album with the command.
ask-sound = Which recording? Send it with the command, or reply to a voice message.
ask-mask = Send two pictures: the photo, then a mask that is white where to change it.
extend-none = That one cannot be made longer.{ $count ->
    [0] { "" }
    *[other] { " " }What these make can be: { $list }
}
not-ready = That one is still being made. Reply to it when it is there.
ask-earlier = Which one? Reply to a film or a song that I made.
recording-bad = That recording is not something I can play. MP3, OGG, MP4 and the like are fine.
end-recording-bad = 🎧 That is not something I can play. Nothing was charged – MP3 and MP4 work.
model-sources = { $model } needs { $needs ->
    [picture-sound] a picture and a recording
    [video-sound] a film and a recording
    [video] a film
    [sound] a recording
    [earlier] a reply to a result of its own
    [pictures-2] two pictures
    [pictures-3] three pictures
    *[pictures] pictures it can work from
}. More: /models
model-seconds = { $list ->
    [none] { $model } has one length only. Leave --seconds out, or choose another: /models
    *[other] { $model } has no { $seconds } s. It has: { $list }
}
model-option = { $list ->
    [none] { $model } has no { $option }, and no other options of its own.
    *[other] { $model } has no { $option }. It has: { $list }
}
model-choice = { $option } { $value } is none of { $model }'s: { $list }
model-together = { $model } cannot do all of that together. Leave one of the options out.

# For the owner
admin-not-yours = That command is for the owners of this bot.
admin-private = Please ask me that in our private chat.
admin-none = No gateway has a key.
admin-gateway = <b>{ $title }</b> ·{ " " }
admin-well = ✅
admin-rests = 😴 rests { $minutes } min: { $reason }
admin-work = { NUMBER($flying) } under way{ $threads ->
    [none] { "" }
    *[other] { " " }of { $threads }
}, { NUMBER($waiting) } in line
admin-made = Pictures made today: { NUMBER($made) }{ $cap ->
    [none] { "" }
    *[other] { " " }of { NUMBER($cap) }
}
admin-untold = It has told nothing yet.
admin-refused = 🔑 The key is refused.
admin-ours = In our books: { $ours }. It does not tell what was spent.
admin-spent = Spent there: { $there }, in our books: { $ours }{ $sign ->
    [same] { "" }
    [more] { " " }({ $drift } more there, which work under way explains)
    [less] { " " }({ $drift } less there)
    *[over] . ⚠️ { $drift } more there than we can explain
}
admin-left = Left there: { $left }
admin-fact = { $fact ->
    [plan] Plan
    [pictures-left] Pictures left
    [videos-left] Videos left
    [used-today] Counted there today
    [daily-limit] Daily limit
    [threads] Threads
    [expires] Expires
    [requests-a-minute] Requests a minute
    [at-once] At once
    [blocked] Blocked
    [answer] Answer
    [limit] Limit
    *[other] { $name }
}: { $value }
admin-gone = Not listed there any more: { $names }{ $more ->
    [0] { "" }
    *[other] { " " }and { NUMBER($more) } more
}
admin-told = { $minutes ->
    [0] Told just now
    *[other] Told { NUMBER($minutes) } min ago
}

# Menus: /settings, and /models by buttons
button-back = « Back
button-usual = ⭐ Make it my usual
button-unusual = ⭐ My usual – undo
models-kind-name = { $work ->
    [image] 🎨 Pictures
    [blend] 🧩 Blends
    [upscale] 🔎 Larger pictures
    [cutout] ✂️ Cutouts
    [video] 🎬 Films
    [extend] ⏩ Extensions
    [speech] 🗣 Voices
    [song] 🎵 Songs
    [sound] 🔊 Sounds
    [describe] 👁 Descriptions
    [transcribe] 📝 Voice to text
    *[chat] 💬 Answers
}
models-of-kind = <b>{ $kind }</b>{ $pages ->
    [1] { "" }
    *[other] , page { $page } of { $pages }
}. Lowest prices; tap for more.
models-button = { $usual ->
    [yes] ⭐{ " " }
    *[no] { "" }
}{ $title } · { NUMBER($price) } { -money }
models-made-usual = From now on { $title } is your usual.
models-made-unusual = { $title } is no longer your usual.
model-time = Usually takes { $wait } { $unit ->
    [minutes] min
    *[seconds] s
}
model-example = { $files ->
    [yes] Send a picture with:
    *[no] Try it:
} <code>{ $command }</code>
model-example-words = { $work ->
    [image] a red kite over rice fields
    [video] a paper boat in the rain
    [speech] Good morning!
    [song] rain over the old town
    [sound] waves on pebbles
    [chat] why is the sky blue?
    *[other] { "" }
}
settings-of-you = ⚙️ <b>Your settings</b>
settings-words-win = <i>Options in a message still win.</i>
settings-of-group = ⚙️ <b>Settings of this group</b>
settings-group-closed = Only admins set up this group. Yours: write /settings to @{ $me }.
settings-name = { $what ->
    [picture_model] 🎨 Pictures
    [video_model] 🎬 Films
    [ratio] 📐 Shape
    [size] 🔍 Size
    [count] 🔢 How many
    [delivery] 🖼 Delivery
    [language] 🌐 Language
    [quiet] 🌙 Nights
    [theme] 📊 Charts
    [who] 🙋 Who may ask
    [price_max] 💰 Price limit
    [price_for] 💎 Dear models
    [jobs_per_day] 🧮 Daily limit
    *[buttons] 👆 Buttons
}
settings-line = { $what ->
    [picture_model] 🎨 Pictures
    [video_model] 🎬 Films
    [ratio] 📐 Shape
    [size] 🔍 Size
    [count] 🔢 How many
    [delivery] 🖼 Several pictures
    [language] 🌐 Language
    [quiet] 🌙 22:00–7:00
    [theme] 📊 Charts
    [who] 🙋 Who may ask
    [price_max] 💰 Price of a request
    [price_for] 💎 That limit is for
    [jobs_per_day] 🧮 Each member
    *[buttons] 👆 Buttons under results
}: <b>{ $value }</b>
settings-ask = { $what ->
    [picture_model] 🎨 Which model for pictures?
    [video_model] 🎬 Which model for films?
    [ratio] 📐 Which shape? Your photos keep theirs.
    [size] 🔍 Which size? Large ones may cost more.
    [count] 🔢 How many pictures? Each is charged.
    [delivery] 🖼 How shall several pictures come?
    [language] 🌐 Which language?
    [theme] 📊 Charts light or dark?
    [who] 🙋 Who may ask me here?
    [price_max] 💰 What may one request cost? What is dearer leaves the menu here.
    [price_for] 💎 Whom does the price limit bind? Who is free of it may use dear models.
    [jobs_per_day] 🧮 How many requests may each member make a day? It holds for admins too.
    *[buttons] 👆 Whose are the buttons under a result? Each pays for their own press.
}
settings-word = { $word ->
    [grid] in one grid
    [album] as an album
    [files] as single files
    [yes] silent
    [no] with sound
    [light] light
    [dark] dark
    [everybody] everybody
    [admins] admins only
    [all] everybody
    [members] all but admins
    [asker] who asked
    *[usual] varies by button
}
settings-open = { $what ->
    [picture_model] automatic
    [video_model] automatic
    [count] 1
    *[other] up to the model
}
settings-open-model = { $model } · automatic
settings-open-group = up to each person
settings-cannot = { $value } (not with { $model })
button-settings = ⚙️ Open settings
settings-unseen = I can't see who is asking: an admin may press the button to open this.
group-admins-only = Here only admins may ask me. In private I am all yours: @{ $me }

# After the result: the steps that may follow, and what is behind More
button-edit = ✏️ Edit
button-more = ⋯ More
button-file = ⬇️ File
button-details = ℹ️ Details
button-delete = 🗑 Delete
button-delete-yes = 🗑 Yes, delete
button-delete-no = No, keep it
button-models = 🧩 Other model
step-animate = 🎬 Film{ price-tail }
step-extend = ⏩ Extend{ price-tail }
step-draw = 🎨 Draw this{ price-tail }
step-subtle = 🎲 Subtle{ price-tail }
step-strong = 🎲 Strong{ price-tail }
step-upscale = 🔎 Upscale{ price-tail }
step-shapes = 📐 Shape{ price-tail }
step-voices = 🗣 Voice{ price-tail }
choice-priced = { $what }{ price-tail }
press-dearer = Price changed: it is { NUMBER($price) } { -money } now. Nothing was begun; the button names it.
edit-here = { $place ->
    [group] What shall I change? Reply to this picture with it{ price-tail }, like “make it night”.
    *[private] What shall I change? Your next message edits this picture{ price-tail }.
}
delete-ask = { $price ->
    [0] Delete this for good?
    *[other] Delete this for good? There is no refund.
}
delete-done = { $price ->
    [0] Deleted.
    *[other] Deleted. There is no refund.
}
delete-too-old = Telegram lets me delete what is under two days old. You can: hold the message.
delete-later = Telegram does not answer just now. Please press once more in a moment.
details = ℹ️ <b>{ $facts }</b>
details-seconds = { $seconds } s
details-with = { $files ->
    [0] In reply to what it went on from, the same once more (tap to copy):
    [one] With the picture it came from, the same once more (tap to copy):
    *[other] With the { $files } files it came from, the same once more (tap to copy):
}

# /library, favourites, inline mode
library-none = Nothing here yet. To fill it, try <code>/imagine a red kite over rice fields</code>
library-none-of = Nothing of yours has “{ $words }” in it. All of it: /library
library-place = { $number }/{ $count }
library-day = { $near ->
    [today] today
    [yesterday] yesterday
    [days] { $days } days ago
    *[older] { DATETIME($day, dateStyle: "medium") }
}
library-words = 🔎 { $words }
library-shelf = { $chosen ->
    [yes] •{ " " }
    *[no] { "" }
}{ $shelf ->
    [favourites] ★ Favourites
    [pictures] Pictures
    [films] Films
    [sounds] Sounds
    *[all] All
}
library-shelf-empty = { $shelf ->
    [favourites] No favourites yet: press ☆ under what you love.
    [pictures] No pictures here yet.
    [films] No films here yet: /video makes one.
    [sounds] No sounds here yet: /song and /speak make some.
    *[all] Nothing here any more.
}
library-sent = Here it is ↓
button-send-here = 📤 Send it here
favourite-kept = ★ Kept: /library
favourite-dropped = ☆ No favourite any more.
inline-make = 🎨 Make “{ $words }”
inline-shut = { $why ->
    [maintenance] 🛠 Closed for a moment
    [blocked] 🚫 You cannot use this bot any more
    *[closed] 🔒 This bot is private – how to be let in
}
inline-empty = 🎨 Your results will stand here – begin
kept-proposal = Shall I make this? <i>{ $words }</i>
button-make = ✨ Make it{ price-tail }

# /jobs
jobs-item = <b>{ $number }.</b> { $prompt } <i>· { $unit ->
    [minutes] { $age } min ago
    [hours] { $age } h ago
    *[now] just now
}</i>
jobs-more = … and { $count } more. /cancel all stops every one.
jobs-stop = ✕ { $number }
jobs-look = 🔄 Look again

# First minutes, talking to pictures, comfort of prompts
button-surprise = 🎨 Draw me something{ price-tail }
button-start-photo = ✏️ Change a photo
button-start-film = 🎬 Make a film
start-how-photo = ✏️ Send me a photo and write what to change{ price-tail }, like “make it snow”.
start-how-film = 🎬 { $price ->
    [0] Write
    *[other] From { NUMBER($price) } { -money }: write
} “a boat in rain”, or send a photo and tap Film.
start-prompts =
    a red kite over golden rice terraces, early morning mist
    a fox reading a book under a glowing mushroom, cosy night
    a little blue boat between the limestone islands of Ha Long Bay, sunset
    a cat in a raincoat waiting for the bus, city lights in the puddles
    an old street café in Hanoi, lanterns, warm evening rain
    a whale swimming through clouds above a sleeping village
    a tiny astronaut watering a sunflower on the moon
    a dragon made of paper lanterns above a mountain festival
ask-what = { $kind ->
    [video] 🎬 What shall I do with this film?
    [sound] 🎧 What shall I do with this recording?
    [pictures] ✏️ What shall I make of these { $count } together? Write it{ price-tail }, or tap:
    *[picture] ✏️ What shall I change? Write it{ price-tail }, or tap:
}
button-work = { $work ->
    [video] 🎬 Film
    [describe] 👁 Describe
    [upscale] 🔎 Upscale
    [cutout] ✂️ Cut out
    [blend] 🧩 Blend
    [extend] ⏩ Extend
    [sound] 🔊 Add sound
    *[transcribe] 📝 Write it down
}{ price-tail }
press-write = Write what to change.
press-back = Here is the one before ↓
button-before = ↩️ Before
undo-none = There is no picture before. Reply with /undo to a picture that I changed.
odd = { $what ->
    [sticker] 😄 Nice one! Tell me in words what to draw, or send a photo to change.
    [animation] 👀 A moving one! GIFs are not for me: send a photo, or tell me what to draw.
    [video_note] ⭕ I can't work on round videos. Send a photo, or tell me what to draw.
    [location] 📍 I can't see a place from a pin. Tell me what it looks like and I draw it.
    [venue] 📍 I can't see a place from a pin. Tell me what it looks like and I draw it.
    [contact] 👤 I have no use for contacts. Tell me what to draw, or send a photo to change.
    [poll] 📊 I had better not vote. Tell me what to draw, or send a photo to change.
    *[dice] 🎲 Good luck! Tell me what to draw, or send a photo to change.
}
style-unknown = I don't know the style “{ $name }”. { $nearest ->
    [none] All of them: /styles
    *[other] Perhaps <code>--style { $nearest }</code>? /styles
}
styles = 🖌 <b>Styles</b>, for any model that draws:
styles-line = • <code>--style { $name }</code> – { $title }
styles-example = For example: <code>/imagine a cat on a rainy roof --style watercolour</code>
caption-style = { $style }
caption-better =
    💬 Yours: { $prompt }
    <i>{ $facts }</i>
button-draw-mine = ✍️ Draw mine{ price-tail }

# Forwarded messages
forwarded = That was forwarded, so I did nothing. If you mean it, send it to me yourself.

# Ways out of an error
button-reword = ✍️ Reword it{ price-tail }
button-other-words = ✏️ Other words
step-make = ✨ Make this{ price-tail }
button-fewer = { $count ->
    [one] Make one
    *[other] Make { $count }
}{ price-tail }
button-seconds = { $seconds } s{ price-tail }

# Groups: limits, whispers
settings-limit = { $what ->
    [price_max] { $value ->
        [0] no limit
        *[other] up to { NUMBER($value) } { -money }
    }
    *[jobs_per_day] { $value ->
        [0] no limit
        [one] { $value } request a day
        *[other] { $value } requests a day
    }
}
settings-limit-short = { $what ->
    [price_max] { NUMBER($value) } { -money }
    *[jobs_per_day] { $value }
}
group-too-dear = Here a request may cost up to { NUMBER($most) } { -money }; this one is { NUMBER($price) } { -money }. What fits: /models
quota-jobs = { $used } of { $limit } today in this group, back at midnight.
caption-several = { $count } pictures
caption-what = { $what ->
    [edit-of] edit of “{ $words }”
    [film-of] film of “{ $words }”
    [film] film of a picture
    *[edit] edited picture
}
# Batches
batch-usage = Send me a list, one picture on each line, or a .txt or .csv file. To change many photos: an album with <code>/batch make it night</code>
batch-many = That is { $count } at once; { $place ->
    [group] in a group I take { $most } at most. In private more: @{ $me }
    *[private] I take { $most } at most. Send them in parts, please.
}
batch-unreadable = I can't read that list. Send .txt or .csv in UTF-8, of 1 MB at most.
batch-columns = Row { $number } has too many columns. Put quotes around words with commas.
batch-words = Beside a file of prompts there is room for options only, as <code>/batch --ar 16:9</code>.
batch-bad = Nothing was begun. { $count ->
    [one] Mend this line and send the list again:
    *[other] Mend these { $count } lines and send the list again:
}
batch-bad-line = <b>{ $number }.</b> <i>{ $words }</i>
batch-bad-more = … and { $count } more.
batch-proposal =
    📦 <b>{ $count } { $files ->
        [0] { $count ->
            [one] line
            *[other] lines
        }
        *[other] { $count ->
            [one] photo
            *[other] photos
        }
    }</b>{ $more ->
        [no] , one by one
        *[yes] { "" }
    } · { $model }{ $more ->
        [no] { "" }
        *[yes] { " " }· { $outputs } results
    }
    <i>{ $words }</i>
button-batch = ✨ Make { $count ->
    [one] it
    *[other] all { $count }
}{ price-tail }
button-batch-leave = No, leave it
batch-left = Good, I leave it. Nothing was made.
batch-card = 📦 { $made } of { $count }{ $failed ->
    [0] { "" }
    *[other] { " " }· { $failed } failed
}{ $working ->
    [0] { "" }
    *[other] { " " }· { $working } being made
}{ $waiting ->
    [0] { "" }
    *[other] { " " }· { $waiting } in line
}
button-batch-stop = Stop the rest
batch-done = { $made ->
    [0] 📦 None of { $count } came out. Nothing was charged.
    *[other] 📦 <b>{ $made } of { $count }</b> are here{ price-tail }
}
batch-missing = { $why ->
    [refused] Refused by the content rules
    [invalid] Not taken by the AI
    [picture] Unreadable
    [cancelled] Stopped
    [interrupted] Lost when I was stopped
    [unreachable] Not begun, as I could not write here
    *[broken] Failed at the AI
}, not charged: no. { $list }
button-batch-zip = 🗜 All as ZIP
button-batch-rest = 🔁 Make the missing { $count ->
    [one] one
    *[other] { $count }
}
batch-zip = 🗜 { $count ->
    [one] One original
    *[other] { $count } originals
}{ $of ->
    [1] { "" }
    *[other] { " " }· ZIP { $number } of { $of }
}
caption-member = { $number }/{ $count }
batch-below = 📦 All of it is below ↓
batch-zip-failed = 🗜 The ZIP did not go through. If it is not here, tap for it once more.
batch-zip-none = 🗜 I can't pack these originals: they are too large or gone.
press-batch-stopped = Stopped { $count }. What is being made still comes.
press-batch-below = See below ↓
press-batch-zip = Packing, one moment…
batch-over = { $limit ->
    [0] New work is switched off for you. Please ask the owner.
    *[other] You have { $metric ->
        [credits] { NUMBER($left) } { -money }
        [jobs] { $left ->
            [one] one request in this group
            *[other] { $left } requests in this group
        }
        *[pictures] { $left ->
            [one] one picture
            *[other] { $left } pictures
        }
    } left today; back at midnight.
}
# What a whole group may read of it
not-enough-aloud = This costs { NUMBER($price) } { -money }, more than you have. What you have: /balance in private.
quota-credits-aloud = Today's limit is short of { NUMBER($asked) } { -money }, back at midnight (in { $unit ->
    [minutes] { $wait } min
    *[hours] { $wait } h
}), or ask the owner.

# Ways on from words that cannot be read
button-use = Use { $what }{ price-tail }
button-without = { $work ->
    [picture] Draw without it
    *[other] Make without it
}{ price-tail }
picture-seconds = A picture has no length: leave out --seconds, or make a film.
button-film = 🎬 Film, { $seconds } s{ price-tail }
button-fewer-with = Make { $count } with { $model }{ price-tail }
photo-absent = 🖼 Which photo? { $place ->
    [group] Answer this with it and I'll do that.
    *[private] Send it and I'll do that.
}
grid-which = 🖼 Which of these? Press its number, then reply to that one.
photo-latest = 🖼 Do you mean the latest picture? { $place ->
    [group] If not, answer this with the one you mean.
    *[private] If not, send me the one you mean.
}
meant-film = 🎬 A film or a picture?
meant-song = 🎵 A song or a picture?
meant-question = 💬 A question? How I work: /help
film-of-it = 🎬 A film of it?
button-meant-film = 🎬 Film{ price-tail }
button-meant-song = 🎵 Song{ price-tail }
button-meant-answer = 💬 Answer it{ price-tail }
button-edit-instead = ✏️ No, edit it{ price-tail }
button-meant-picture = 🎨 Picture{ price-tail }
button-anyway = { $work ->
    [picture] Draw it anyway
    *[other] Make it anyway
}{ price-tail }
button-latest = Use the latest picture{ price-tail }
button-film-latest = 🎬 Film of the latest picture{ price-tail }
button-edit-latest = ✏️ Edit the latest picture{ price-tail }

# /help: the first page, and a page for each topic
help-how = { $what ->
    [photos] { $place ->
        [group] ✏️ <b>Edit</b>: reply to mine with words
        *[private] ✏️ <b>Edit</b>: send a photo with “make it snow”
    }
    *[pictures] { $place ->
        [group] 🎨 <b>Draw</b>: @{ $me } and your words
        *[private] 🎨 <b>Draw</b>: write what you want to see
    }
}
help-media = 🎬 <b>More</b>: { $list }
help-in-private = 👥 <b>In a group</b>: call @{ $me }
help-in-group = 💬 <b>In private</b>: @{ $me }
help-topic = { $topic ->
    [photos] ✏️ Photos
    [pictures] 🎨 Pictures
    [video] 🎬 Film
    [sound] 🎧 Sound
    [groups] 👥 Groups
    [money] 💰 Prices
    *[all] 📋 All commands
}
help-about = { $topic ->
    [photos] Send a photo with what to change, or reply to any picture with words. Several photos: as an album.
    [pictures] Write what you want to see: who, where, which light, which style.
    [video] Write /video and what happens, or send a photo and tap Film.
    [sound] I read aloud, sing and make sounds. A voice message I write down.
    [groups]
        • To draw: @{ $me } and your words
        • To change a picture of mine: reply to it with words
        • Any other picture: the same with <code>/imagine</code> or @{ $me }, also as its caption
        • Admins set with /settings: who may ask, the highest price, how often a day, whose the buttons are
    *[money] { $paid ->
        [yes] The price stands on the button, and on my first answer. No result, no charge.
        *[no] You pay nothing here; there may be a limit for each day.
    }
}

# /library for the first time
library-hint = Find one: <code>/library cat</code>{ $inline ->
    [yes] . In any chat: <code>@{ $me } cat</code>
    *[no] { "" }
}

# A photo or an album without words: quick edits, and each photo by itself
button-quick = { $edit ->
    [nicer] ✨ Nicer
    *[anime] 🖍 Anime
}{ price-tail }
quick-words = { $edit ->
    [nicer] brighten and sharpen it
    *[anime] redraw it as anime
}
button-each = 🗂 Each by itself
ask-each = What shall I change in each of the { $count } photos? For example “make it night”.

# The card: longer than usual
card-late = { $work ->
    [film] 🎬 Filming…
    [sound] 🎧 Recording…
    [words] ✍️ Writing…
    *[picture] 🎨 Painting…
} longer than usual: { $minutes ->
    [0] { $seconds } s
    *[other] { $minutes } min
}

# What things cost, and where more credits come from
help-price = { $work ->
    [video] 🎬 A film
    [song] 🎵 A song
    *[image] 🎨 A picture
}: { NUMBER($price) } { -money }
balance-more = { $sold ->
    [yes] For more credits: /topup
    *[no] For more credits, ask the owner of this bot.
}

# A question about money, in words
small-money-more = All prices: /models

# Budgets: what the house may spend
budget-gateway = The AI is full for this month. More in { $days ->
    [one] a day
    *[other] { $days } days
}, or see /models.
budget-day = My budget for today is used up. More in { $unit ->
    [minutes] { $wait } min
    *[hours] { $wait } h
} ({ $back }).
budget-month = My budget for this month is used up. More in { $days ->
    [one] a day
    *[other] { $days } days
}.
admin-budget = Budget { $span ->
    [day] today
    *[month] this month
}: { $used } of { $most } · { NUMBER($percent) }%{ $held ->
    [none] { "" }
    *[other] { " " }({ $held } more held)
}
admin-money = { NUMBER($amount) } { -money }
admin-budget-whole = <b>Whole bot</b>
admin-plan = Plan set here: { $title }{ $refund ->
    [none] { "" }
    *[other] , { $refund }% of the rest is paid back
}{ $least ->
    [none] { "" }
    *[other] , top-up from { $least }
}

# Privacy: /privacy, /mydata, /deleteme, and what has gone by age
press-aged = That file is too old: I no longer keep it. It is still in your chat.
words-gone = I no longer know what was asked for here. Please write it anew.
privacy-kept =
    <b>What I keep</b>
    • Your name and number at Telegram, your settings
    • Your words: { $words ->
        [0] until you delete them
        [one] { $words } day
        *[other] { $words } days
    }
    • What you send, and what is made of it: { $files ->
        [0] until you delete it
        [one] { $files } day
        *[other] { $files } days
    }; favourites stay
    • Charges, under a random name
privacy-gone =
    <b>Who sees it</b>
    { $count ->
        [0] • Nobody but me and Telegram
        *[other] • Your words and pictures go to who makes the result: { $gateways }. Not your name.
    }
    • The owner of this bot; nothing is sold or given on
privacy-yours =
    <b>It is yours</b>
    • /mydata sends you all of it
    • /deleteme forgets you{ $days ->
        [0] { "" }
        [one] ; backups go after { $days } day
        *[other] ; backups go after { $days } days
    }
privacy-more = { $url }
mydata-private = Ask me in private: @{ $me }, /mydata
mydata-wait = You have just had it. Again in { $minutes ->
    [one] { $minutes } minute
    *[other] { $minutes } minutes
}.
mydata-packing = 📦 Packing all I keep about you…
mydata-here = { $left ->
    [0] All I keep about you.
    [one] All I keep about you; one file only by name.
    *[other] All I keep about you; { $left } files only by name.
}
mydata-failed = Sorry, that did not work. Please try again.
deleteme-private = Ask me in private: @{ $me }, /deleteme
deleteme-title = <b>Forget you?</b>
deleteme-goes =
    <b>Goes at once:</b> your name and number, settings, words, pictures, results, favourites.{ $jobs ->
        [0] { "" }
        [one] { " " }One job under way stops.
        *[other] { " " }{ $jobs } jobs under way stop.
    }
deleteme-stays =
    <b>Stays:</b> charges, under a random name that nobody can trace to you, and a mark, so that gifts, limits and debts do not start anew.{ $copies ->
        [0] { "" }
        [one] { " " }Backups go after { $copies } day.
        *[other] { " " }Backups go after { $copies } days.
    }
deleteme-lost = ⚠️ <b>You lose { NUMBER($credits) } { -money }.</b> Nobody can give them back.
deleteme-chat = What stands in this chat you delete at Telegram. A copy first? /mydata
button-deleteme-go = 🗑 Forget me
button-deleteme-stay = No, stay
deleteme-stayed = Good. Nothing was deleted.
deleteme-changed = You now have { NUMBER($credits) } { -money }. Look again, please.
deleteme-begun = Done
deleteme-done = You are forgotten. Thank you for having been here. 👋
# Stars: what they buy, invoices and receipts
topup-off = { $paid ->
    [yes] Stars buy nothing here at the moment. For more credits, ask the owner of this bot.
    *[no] Nothing is sold here: nobody pays in this bot.
}
topup-own = You have <b>{ NUMBER($left) } { -money }</b>. How many Stars ⭐ would you like to use?
topup-owed = <b>{ NUMBER($credits) } { -money }</b> are owed since a payment was taken back. A top-up settles that first.
topup-pool = This group’s pool has <b>{ NUMBER($left) } { -money }</b>. Whoever pays adds to it for all of you.
topup-package = ⭐ { NUMBER($stars) } → { NUMBER($credits) } { -money }
topup-monthly = 🔁 Every month: ⭐ { NUMBER($stars) } → { NUMBER($credits) } { -money }
topup-monthly-offer = Every month <b>{ NUMBER($credits) } { -money }</b> for { NUMBER($stars) } ⭐. You can stop whenever you like.
topup-runs = 🔁 { NUMBER($credits) } { -money } a month { $renews ->
    [yes] · next on { $day }
    *[no] · stopped, nothing more is taken
}
topup-stopped = Stopped. Nothing more is taken; what you have stays yours.
topup-not-stopped = That did not work. Telegram’s Settings › My Stars stops it too.
topup-gone = That package is no longer sold. /topup shows what is.
button-topup = ⭐ Top up
button-monthly = ⭐ { NUMBER($stars) } a month
button-stop-monthly = Stop the monthly payment
invoice-title = { NUMBER($credits) } { -money }
invoice-words = { $own ->
    [yes] Credits for pictures, films and sounds. Yours at once, and they do not expire.
    *[no] Credits for this group’s pool, for everybody here. There at once, and they do not expire.
}
invoice-monthly-title = { NUMBER($credits) } { -money } a month
invoice-monthly-words = Credits for pictures, films and sounds, new every month. Stop whenever you like.
paid = ✅ <b>{ NUMBER($credits) } { -money }</b> for { NUMBER($stars) } ⭐. You now have <b>{ NUMBER($left) } { -money }</b>.
paid-monthly = 🔁 Next on { $day }. To stop: /topup
paid-owed = { NUMBER($credits) } { -money } are still owed.
paid-pool = ✅ { $name } gave <b>{ NUMBER($credits) } { -money }</b> for { NUMBER($stars) } ⭐. The pool now has <b>{ NUMBER($left) } { -money }</b>.
paid-aside = Your { NUMBER($stars) } ⭐ came but fit no invoice; they are kept. Help: /paysupport
paid-back = ↩️ { NUMBER($stars) } ⭐ went back to you{ $owed ->
    [yes] , and part of it was spent already. /topup settles that.
    *[no] . { NUMBER($left) } { -money } are left.
}
frozen = { NUMBER($credits) } { -money } of a payment taken back are still owed. /topup settles it; help: /paysupport
checkout-closed = Nothing can be paid just now. Please try again later.
checkout-later = Something got in the way. Nothing was taken; please try again.
checkout-unknown = This invoice no longer holds. Send me /topup for a new one.
checkout-not-yours = This invoice is somebody else’s. Send me /topup for one of your own.
short-day = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
    *[12] Dec
} { $day }

# Help with payments, refunds, terms
paysupport = Your latest payments. Something wrong? The owner can look and give Stars back.
paysupport-none = You have paid nothing here yet. Something wrong all the same? The owner can look.
paysupport-private = What you paid is your business: ask me in private, @{ $me }.
paysupport-asked = The owner was told and will write to you. What you paid is safe in the books.
paysupport-words = What is wrong? Write it here, and it goes to the owner.
paysupport-again = The owner was told already. Thank you for waiting.
paysupport-owner = 🙋 <a href="tg://user?id={ $id }">{ $name }</a> asks for help with a payment{ $said ->
    [yes] : { $words }
    *[no] { "." }
}
payment-line = { $day } · { NUMBER($stars) } ⭐ · { $state ->
    [credited] { NUMBER($credits) } { -money }
    [refunded] given back
    *[aside] kept for you
}
button-paysupport = 🙋 Ask the owner
button-paysupport-now = 🙋 Just tell the owner
button-refund = ↩️ { NUMBER($stars) } ⭐
button-refund-yes = Give { NUMBER($stars) } ⭐ back
refund-ask = Give { $name } { NUMBER($stars) } ⭐ back? { $spent ->
    [0] All { NUMBER($credits) } { -money } are still there.
    *[other] { NUMBER($spent) } { -money } are spent and will be owed.
}
refund-gone = No payment has that name. /paysupport shows people theirs.
refund-before = That was given back before.
refund-told = { $outcome ->
    [refunded] ↩️ { NUMBER($stars) } ⭐ given back to { $name }.
    [before] That was given back before.
    [unclear] Telegram’s answer was lost. Its list will tell within minutes.
    [gone] No payment has that name.
    *[refused] Telegram did not take it. The log says why.
}
terms = { $paid ->
    [yes] Credits pay for what this bot makes; what fails is not charged. They do not expire and cannot be cashed out. Wrong charge? /paysupport
    *[no] This bot makes what you ask for and charges nothing. The owner may set limits.
}
terms-more = All of it: { $url }
# The owners' desk
owner-title = <b>🗝 Your desk</b>
owner-now-well = All is well: nothing is switched off.
owner-now-off = ⛔ Off: { $what }
owner-now-broken = 🚨 The books do not add up, so nothing is sold. See 🩺 Check.
owner-usage = There is no “{ $word }” here. <code>/admin</code> alone opens the menu.
owner-forwarded = A forwarded command does nothing here: write it yourself.
owner-menu = { $page ->
    [today] 📊 Today
    [web] 🖥 Dashboard
    [people] 👤 People
    [groups] 👥 Groups
    [payments] ⭐ Payments
    [gateways] 🛰 Gateways
    [switches] 🔌 Switches
    [prices] 🏷 Prices
    [promos] 🎟 Promo codes
    [broadcast] 📣 Broadcast
    [check] 🩺 Check
    [audit] 📜 Log
    *[export] 📤 Export
}
owner-switch = { $what ->
    [spending] all spending
    *[maintenance] requests (maintenance)
}
owner-done = Done
owner-done-before = That was done before.
owner-amount = “{ $word }” is no amount. Write whole credits without dots or commas, like 5000.
owner-reason = Please say why, behind the amount: it stands in the log.
owner-nobody = I have not met “{ $word }”. Try another name, an @name or a number.
owner-group-number = “{ $word }” is no group. Its number begins with a minus, like -1001234567890.
owner-no-group = I am in no group called “{ $word }”.
owner-block-owner = Owners cannot be blocked.
owner-ask = { $form ->
    [find] Who? Send a name, an @name or a number.
    [group] Which group? Send its title, an @name or its number, like <code>-1001234567890</code>
    [cap] How much a day at most, and why? Like <code>5000 a child</code>, or <code>none</code> and why.
    [block] Why are they kept out? Your words stand in the log.
    [bar] Why is the group kept out? Your words stand in the log.
    [settle] How much, and why? Like <code>15000 paid twice</code>
    [settleto] Who, how much, and why? Like <code>@minh 15000 paid for him</code>
    [giveback] Why do the Stars go back? Your words stand in the log.
    [forgive] Why is it forgiven? Your words stand in the log.
    [promo] Name, credits, uses, days, days they last (- is ever): <code>TET2027 5000 100 30 14</code>
    [broadcast] Send the message. You see it once more before it goes out.
    [markup] How many per cent on top, and why? Like <code>20 the dollar rose</code>
    [maintenance] What shall people read meanwhile? Like <code>Back at 9.</code>
    *[grant] How much, and why? Like <code>5000 birthday</code>
}

owner-people = { $count ->
    [0] Nobody has asked for anything yet.
    *[other] <b>👤 People</b>, who asked last first
}
owner-found = <b>👤 “{ $words }”</b> may be:
owner-found-groups = <b>👥 “{ $words }”</b> may be:
owner-person = <b>👤 { $name }</b> · <code>{ $id }</code>
owner-since = Here since { $at }, speaks { $language ->
    [vi] Vietnamese
    *[other] English
}
owner-has = Has { NUMBER($credits) } { -money }{ $granted ->
    [0] { "" }
    *[other] { " " }and { NUMBER($granted) } { -money } of gifts
}{ $held ->
    [0] { "" }
    *[other] ; { NUMBER($held) } { -money } set aside
}
owner-spent = Spent { NUMBER($month) } { -money } in 30 days, { NUMBER($ever) } { -money } ever
owner-did = { $jobs ->
    [0] No request yet
    [one] One request: { NUMBER($made) } made, { NUMBER($voided) } given back
    *[other] { NUMBER($jobs) } requests: { NUMBER($made) } made, { NUMBER($voided) } given back
}
owner-last = Last one { $at }
owner-capped = 🧮 At most { NUMBER($credits) } { -money } a day
owner-blocked = 🚫 Kept out since { $at }: { $reason }
owner-act = · { $at } { owner-deed }: { $detail }
owner-act-bare = · { $at } { owner-deed }
owner-rows = { NUMBER($count) } rows
owner-days = { $days } days
owner-credits = { NUMBER($credits) } { -money }
owner-deed = { $action ->
    [grant] credits given
    [pool_grant] credits for the pool
    [cap] cap
    [block] kept out
    [unblock] let in
    [switch_off] switched off
    [switch_on] switched on
    [promo] promo code made
    [promo_end] promo code ended
    [broadcast] message to all
    [broadcast_stop] message to all stopped
    [export] export
    [star_refund] Stars given back
    [settle] payment credited
    [forgive] debt forgiven
    [markup] markup set
    [books_broken] books broken
    [books_hold] books hold again
    *[other] { $action }
}
owner-grant-confirm = Give <b>{ NUMBER($credits) } { -money }</b> to { $name }?
    Why: { $reason }
owner-groups = { $count ->
    [0] No group yet.
    *[other] <b>👥 Groups</b>, the last active first
}
owner-group = <b>👥 { $title }</b> · <code>{ $id }</code>
owner-pool = Pool: { NUMBER($credits) } { -money }{ $held ->
    [0] { "" }
    *[other] ; { NUMBER($held) } { -money } set aside
}
owner-spender = · { $name }: { NUMBER($credits) } { -money } of it in 30 days

owner-gateway-off = ⛔ switched off since { $at }
owner-switches = <b>🔌 Switches</b>
    What runs ends; what waits is given back.
owner-switch-on = { $what ->
    [spending] ✅ Spending: on
    *[maintenance] ✅ Requests: open
}
owner-switch-off = { $what ->
    [spending] ⛔ Spending: off since { $at }
    *[maintenance] 🛠 Maintenance since { $at }
}{ $reason ->
    [none] { "" }
    *[other] : { $reason }
}
owner-prices = <b>🏷 Prices</b> { $page }/{ $pages }
owner-prices-find = Find one: <code>/admin prices kling</code>
owner-no-model = I sell nothing called “{ $word }”.
owner-rate = { $title }: 1 { $unit } is { NUMBER($credits) } { -money }
owner-markup = Markup on all of it: { $percent } %
owner-markup-confirm = Put <b>{ $percent } %</b> on every price (now { $now } %)?
    Why: { $reason }
owner-percent = “{ $word }” is no markup. Write whole per cent up to { $most }, like 20.
owner-button-markup = ✏️ Change the markup
owner-model = <b>{ $title }</b>
owner-offer = { $title }{ $name ->
    [none] { "" }
    *[other] { " " }({ $name })
}: costs { $cost } → { NUMBER($credits) } { -money }{ $kind ->
    [known] , { NUMBER($left) } { -money } left ({ $share }%)
    [loss] , { NUMBER($left) } { -money } lost ({ $share }%)
    *[rate] { "" }
}
owner-prices-where = Prices and rates stand in the TOML files of <code>catalog/</code> in the data folder; a restart reads them. { $dollar ->
    [0] What a dollar costs you is not known here: set BOT_DOLLAR_COSTS.
    *[other] A dollar costs you { NUMBER($dollar) } ₫ (BOT_DOLLAR_COSTS).
}
owner-promos = { $count ->
    [0] No promo code yet.
    *[other] <b>🎟 Promo codes</b>
}
owner-promo = <code>{ $code }</code>: { NUMBER($credits) } { -money }, used { NUMBER($used) }{ $most ->
    [0] { "" }
    *[other] { " " }of { NUMBER($most) }
}{ $state ->
    [over] , ended { $until }
    [until] , until { $until }
    *[open] { "" }
}
owner-promo-usage = Name, credits, uses, days, and days that the credits last: <code>TET2027 5000 100 30 14</code>
owner-promo-name = “{ $word }” cannot be a code: 3 to 32 letters and digits.
owner-promo-taken = There is a code { $word } already.
owner-promo-confirm = Make <code>{ $code }</code>: { NUMBER($credits) } { -money } each, { $most ->
    [0] for as many as come
    *[other] for { NUMBER($most) } people
}, { $days ->
    [0] without end
    *[other] for { NUMBER($days) } days
}{ $keeps ->
    [0] ?
    *[other] ; they last { NUMBER($keeps) } days?
}

owner-broadcast-none = <b>📣 Message to all</b>
    None was sent yet.
owner-broadcast = <b>📣 Message to all</b>
    { $state ->
    [sending] Going out since { $at }: { NUMBER($left) } still to come
    [stopped] Stopped { $at }
    *[done] All sent { $at }
}
    { NUMBER($sent) } reached, { NUMBER($closed) } have closed the chat, { NUMBER($failed) } failed
    <blockquote>{ $words }</blockquote>
owner-broadcast-confirm = Send this to { $count ->
    [one] one person
    *[other] { NUMBER($count) } people
}? It takes about { $minutes } min.
owner-broadcast-preview = <blockquote>{ $words }</blockquote>
owner-broadcast-long = A message has at most { NUMBER($most) } letters.
owner-broadcast-busy = Another message is going out. Wait for it, or stop it first.
owner-check = { $found ->
    [0] <b>🩺 All holds.</b>
    *[other] <b>🚨 { $found } found wrong.</b> Nothing is sold until it is right.
} { $at }
owner-check-line = · { $words }
owner-check-what = Stop the bot, keep a copy of the database, and look at the log of the hour before.
owner-audit = <b>📜 What was done</b> { $state ->
    [broken] 🚨 the log was changed: see 🩺 Check
    *[whole] (the log is whole)
}{ $count ->
    [0] : nothing yet
    *[other] { "" }
}
owner-audit-line = { $at } <b>{ $who }</b>: { owner-deed } → { $whom }
owner-audit-why = <i>{ $words }</i>
owner-export = <b>📤 Export</b>
    The file names people: keep it safe.
owner-export-begun = On its way
owner-export-large = That is too large for Telegram. Copy the database instead.
owner-exported = { owner-export-what }: { NUMBER($count) } rows
owner-export-what = { $what ->
    [ledger] Ledger
    [jobs] Jobs
    [balances] Balances
    *[audit] What was done
}

owner-payments = <b>⭐ Payments</b>: { NUMBER($stars) } ⭐
    { NUMBER($aside) } set aside, { NUMBER($owing) } in debt
owner-aside = ❓ { NUMBER($stars) } ⭐ · { $at }
owner-debtor = 🧾 { $name } owes { NUMBER($credits) } { -money }
owner-owes = 🧾 Owes { NUMBER($credits) } { -money } of a payment taken back
owner-payment = <b>⭐ { NUMBER($stars) }</b> from { $name } · { $at }
owner-payment-state = { $state ->
    [credited] ✅ Credited with { NUMBER($credits) } { -money }
    [refunded] ↩️ Given back
    *[aside] { $reason ->
        [amount] ❓ Set aside: not the price of its invoice
        [currency] ❓ Set aside: not in Stars
        [payer] ❓ Set aside: nobody knows who paid
        *[payload] ❓ Set aside: no invoice of ours
    }
}
owner-payment-charge = <code>{ $charge }</code>
owner-payment-package = { NUMBER($stars) } ⭐ buy { NUMBER($credits) } { -money }.
owner-payment-not-aside = That payment is not set aside any more.
owner-owes-nothing = Nothing is owed.
owner-give-back-confirm = Give { $name } { NUMBER($stars) } ⭐ back?
    Why: { $reason }
owner-forgive-confirm = Forgive { $name } <b>{ NUMBER($credits) } { -money }</b>?
    Why: { $reason }
owner-button-settle = ✅ Credit { $who }
owner-button-settle-to = 👤 Credit somebody else
owner-button-give-back = ↩️ Give { NUMBER($stars) } ⭐ back
owner-button-forgive = 🕊 Forgive the debt
owner-button-find = 🔍 Find somebody
owner-button-find-group = 🔍 Find a group
owner-button-grant = 🎁 Give credits
owner-button-cap = 🧮 Daily cap
owner-button-block = 🚫 Keep out
owner-button-unblock = ✅ Let in again
owner-button-confirm = ✅ Yes, do it
owner-button-again = 🔄 Look again
owner-button-gateway = { $off ->
    [yes] ✅ Switch { $title } on
    *[no] ⛔ Switch { $title } off
}
owner-button-switch = { $what ->
    [spending] { $to ->
        [on] ✅ Spend again
        *[off] ⛔ Stop all spending
    }
    *[maintenance] { $to ->
        [on] ✅ Open again
        *[off] 🛠 Begin maintenance
    }
}
owner-button-maintenance-words = ✏️ Maintenance with words
owner-button-promo = ➕ New code
owner-button-end = End { $code }
owner-button-compose = ✏️ Write a message
owner-button-send = 📣 Send to { NUMBER($count) }
owner-button-stop = ⏹ Stop
owner-button-export = { owner-export-what } · { $form ->
    [csv] CSV
    *[json] JSON
}
owner-button-look = Look at it

# What is shut
blocked = You cannot use this bot any more. Questions? /paysupport
blocked-group = This group cannot use the bot any more.
maintenance = 🛠 Closed for a moment. What runs comes to its end.{ $words ->
    [none] { "" }
    *[other] { " " }{ $words }
}
spending-off = 🛠 Nothing new can be made just now; nothing was charged. Try again later.

# Alerts to the owner: what to do about it
alert-budget-reached = The budget of { $whose ->
    [all] the whole bot
    *[other] { $whose }
} is reached: { $percent } % of { $most } ({ $period }, { $setting }).
alert-budget-near = The budget of { $whose ->
    [all] the whole bot
    *[other] { $whose }
} is at { $percent } % of { $most } ({ $period }, { $setting }).
alert-refused = Telegram takes the result of job { $job } in no form.
alert-files = Job { $job }: { $broken } of its { $count } files are gone or broken on our disk.
alert-gone = Job { $job } had to be ended: { $gateway } was taken away. Its cost is a loss.
alert-disk-job = Job { $job } waits: our disk or database does not work.
alert-disk = The disk takes no files: { $why }.
alert-flow = Job { $job } ended with an unexpected error.
alert-poll = { $gateway } answers a question about its work with: { $note }
alert-no-work = { $gateway } takes no work: { $reason }
alert-drift = { $gateway } counts { $amount } more than our books.
alert-drift-far = { $gateway } counts { $amount } more than our books: it takes no new work until you switch it on again.
alert-dearer = { $gateway } takes { $took } for { $model }; its price list says { $listed }.
alert-dearer-far = { $gateway } takes { $took } for { $model }, not { $listed }: switched off until you switch it on.
alert-stuck = Job { $job } is { $minutes } min at { $gateway } without an end.
alert-books = The books are wrong ({ $number }), nothing is sold until they are right.
alert-books-right = The books are right again: selling goes on.
alert-backup = No backup could be made ({ $error }).
alert-update = Message no. { $number } from Telegram could not be read.
alert-request = Request { $reference } failed ({ $error }).
alert-aside = { NUMBER($stars) } Stars came that fit no invoice. They are set aside.
alert-stars-list = A line of Telegram’s list of Stars could not be read.
alert-stars-balance = Telegram keeps { $there } Stars for us, our books say { $ours } (I13).
alert-late = A message has waited for more than ten minutes (I15).
alert-resume = Job { $job } could not be taken up again.
alert-what = { $kind ->
    [drift] Look at its prices and who else has the key.
    [price] Set its price (docs/operating.md) and restart: people pay by what is listed.
    [budget] Raise the budget, or let it rest until it begins anew.
    [gateway] I try it again. If it lasts: top it up, look at its key, or switch it off.
    [books] Press the button; if it stays wrong, keep a copy of the database.
    [aside] Credit it or give it back: press the button.
    [stuck] It is followed to its end by itself. If it lasts, look at the gateway’s own list.
    *[other] The log tells more.
}
# A group's pool, and giving
pool-off = Nobody pays here, so the group needs no pool.
pool-private = A pool belongs to a group: write /pool there.
pool-not-yours = This page is somebody else’s. Write /pool or /gift for your own.
pool-admins-only = Only admins of this group change that.
pool-title = 🏦 <b>{ NUMBER($credits) } { -money }</b> in this group's pool
pool-held = { NUMBER($credits) } { -money } are set aside for what is under way
pool-today = Spent today: <b>{ NUMBER($spent) }{ $limit ->
    [-1] { " " }{ -money }
    *[other] { "" } of { NUMBER($limit) } { -money }
}</b>
pool-member = { $limit ->
    [-1] Each member: <b>no limit</b>
    *[other] Each member: <b>{ NUMBER($limit) } { -money } a day</b>, you spent { NUMBER($spent) }
}
pool-empty = { $way ->
    [refuse] When empty: <b>nothing is made</b>
    *[own] When empty: <b>each pays alone</b>
}
pool-hint = <i>It pays for what is asked for in this group.</i>
pool-month = <b>Spent this month</b>
pool-month-total = <b>Spent this month: { NUMBER($credits) } { -money }</b>
pool-spender = { $name } · { NUMBER($credits) } { -money }
pool-nobody = Somebody
pool-others = { $count ->
    [one] One other
    *[other] { NUMBER($count) } others
}
pool-chart = The group's pool, this month
button-pool-chart = 📊 Chart
pool-ask = { $rule ->
    [member_max] How much may each member spend of the pool in a day?
    [day_max] How much may all together spend of the pool in a day?
    *[when_empty] What if the pool, or a limit of it, does not reach?
}
pool-way = { $way ->
    [refuse] nothing is made
    *[own] each pays the rest alone
}
pool-credits = { NUMBER($credits) } { -money }
pool-no-limit = no limit
pool-unseen = I can't see who is asking: press the button to open this.
button-pool = 🏦 The group's pool
button-pool-give = 🎁 Give
button-pool-who = 🧾 Who spent
button-pool-rule = { $rule ->
    [member_max] 🙋 Members
    [day_max] 🗓 Daily
    *[when_empty] 🪫 When empty
}
pool-short-pool = This costs { NUMBER($price) } { -money }; the group's pool has { NUMBER($available) } { -money }. Add to it: /pool
pool-short-cap = This costs { NUMBER($price) } { -money }; your share here has { NUMBER($available) } { -money } left today, back at midnight.
pool-short-day = This costs { NUMBER($price) } { -money }; the group has { NUMBER($available) } { -money } left today, back at midnight.
gift-pick = { $to ->
    [pool] 🎁 How much of yours goes into the group's pool?
    *[other] 🎁 How much of yours does { $name } get?
}
gift-ask = { $to ->
    [pool] 🎁 Put { NUMBER($credits) } { -money } of yours into the group's pool?
    *[other] 🎁 Give { $name } { NUMBER($credits) } { -money } of yours?
}
button-give = 🎁 Give { NUMBER($credits) } { -money }
button-give-pool = 🎁 Give { NUMBER($credits) } { -money }
button-give-no = No
gift-left = Nothing was given.
gift-thanks = Thank you!
gift-before = That was given before.
gift-done = { $to ->
    [pool] 🎁 <b>{ $giver }</b> gave { NUMBER($credits) } { -money }: the pool has { NUMBER($total) } { -money } now.
    *[other] 🎁 <b>{ $giver }</b> gave <b>{ $name }</b> { NUMBER($credits) } { -money }.
}
pool-given = 🎁 The owner of this bot gave the pool { NUMBER($credits) } { -money }. It now has { NUMBER($left) } { -money }.
gift-told = 🎁 { $by ->
    [owner] The owner of this bot
    *[person] <b>{ $giver }</b>
} gave you { NUMBER($credits) } { -money }. Your wallet now has { NUMBER($left) } { -money }.
gift-private = Gifts are given in a group: <code>/gift 5000</code>, in reply to somebody for them.
gift-kept-out = { $name } cannot use this bot any more, so nothing can be given.
gift-short = You have { NUMBER($available) } { -money } of your own: too little to give { NUMBER($credits) } { -money }.
gift-amount = How much? In digits alone: <code>/gift 5000</code>
gift-self = That is you. Reply to somebody else's message.
gift-unseen = I can't see who wrote that, so I can't give them anything.
gift-unknown = I don't know { $name } yet: they write me a word first.
caption-paid = { NUMBER($price) } { -money } { $by ->
    [pool] by the group
    [gift] of a gift
    [pool-part] (group { NUMBER($part) })
    *[gift-part] (gift { NUMBER($part) })
}

# /balance as a picture, what was given, the month
balance-gift = { $kind ->
    [daily] 🎁 { NUMBER($credits) } { -money } of it free today, back at midnight
    *[other] 🎁 { NUMBER($credits) } { -money } of it a gift, until { short-day }
}
month-title = Last { $days } days
month-sum = { NUMBER($credits) } { -money }
month-note = { -money } a day
button-history = 🧾 History
button-theme = { $theme ->
    [light] ☀️ Light
    *[dark] 🌙 Dark
}

# /history and receipts
history-none = Nothing here yet: what you pay, top up and are given will stand here.
history-group = What you paid is shown to you alone: write /history to @{ $me }.
history-entry = <b>{ $what }</b>
    { $facts }
history-what = { $what ->
    [topup] ⭐ Top-up
    [star_refund] ⭐ Stars refunded
    [refund] ↩️ Refund
    [grant_expire] ⌛️ Gift that ended
    [pool_in] 👥 Given to a group
    [gift] { $way ->
        [in] 🎁 From somebody
        *[out] 🎁 Given to somebody
    }
    [pay_back] Debt paid back
    [work] Work whose words are gone
    [adjust] Adjusted by the owner
    [daily] 🎁 Free for the day
    [invite] 🎁 For an invitation
    [promo] 🎁 For a code
    [start] 🎁 Welcome gift
    [grant] 🎁 From the owner
    *[other] { $way ->
        [in] Received
        *[out] Taken
    }
}
history-account = { $account ->
    [w] wallet
    [tab] nobody pays
    [pool] the group's pool
    [daily] today's free credits
    [invite] gift for an invitation
    [promo] gift for a code
    [start] welcome gift
    *[grant] gift
}
history-from = from { $list }
history-shelf = { $chosen ->
    [yes] •{ " " }
    *[no] { "" }
}{ $shelf ->
    [spent] Paid
    [received] Received
    *[all] All
}
history-shelf-empty = Nothing here yet.
button-receipt = 🧾 Receipt
receipt-title = 🧾 <b>Receipt</b> <code>{ $reference }</code>
receipt-what = { $what }
receipt-when = { DATETIME($day, dateStyle: "medium") }, { $time }
receipt-work = { $model } × { $count }
receipt-back = Set aside { NUMBER($held) } { -money }, given back { NUMBER($back) } { -money }
receipt-line = { $account }: { $amount }
receipt-sum = <b>In all: { $amount }</b>

# Codes and invitations
promo-usage = Send the code with it: <code>/promo YOURCODE</code>
promo-group = Codes are for you alone: write /promo to @{ $me }.
promo-nobody-pays = Nobody pays here, so codes are not needed.
promo-no-unknown = There is no such code. Check how it is written.
promo-no-ended = This code has ended.
promo-no-used-up = This code is used up.
promo-no-used-before = You have used this code before. What you have: /balance
promo-tries = Too many wrong codes today. Try again after midnight.
promo-given = 🎁 { NUMBER($credits) } { -money } for you{ $keeps ->
    [yes] { "" }
    *[no] , until { short-day }
}. All you have: /balance
invite-off = Invitations bring nothing here at the moment.
invite-link = 💌 Your link: { $link }
    With a friend's first result you both get { NUMBER($credits) } { -money }. { $most ->
        [-1] So far: { $counted }
        *[other] So far: { $counted } of { $most }
    }{ $waiting ->
        [0] { "" }
        *[other] , { $waiting } still to make something
    }
button-share = 📤 Send it to a friend
invite-guest = 🎁 A friend brought you: with your first result you both get { NUMBER($credits) } { -money }.
invite-host-given = 🎁 Your friend made a first result: { NUMBER($credits) } { -money } for each of you.
invite-guest-given = 🎁 Your first result: { NUMBER($credits) } { -money } for you and the friend who brought you.

# What stands in figures: the picture of today and the dashboard on the web
web-title = Atelier dashboard
web-figures = Figures
web-pages = Pages
web-spans = Time
web-skip = To the figures
web-close = Sign out
web-door = This opens the figures in this browser for 12 hours. The link works once.
web-door-open = Open the dashboard
web-refused = This link was used or is too old. Get a new one from the bot: /admin web
web-closed = You are signed out. To come back, write to the bot: /admin web
web-nothing = Nothing yet.
web-now = Now
web-well = ✅ All is well.
web-notice = { $what ->
    [books] 🚨 The books do not add up: nothing is sold. See /admin check
    [off] ⛔ Off: { $whose }
    [rests] 😴 { $whose } rests
    [key] 🔑 { $whose } refuses the key
    [drift] ⚠️ { $whose } counts more than our books
    *[budget] 🪫 { $whose }: { NUMBER($percent) }% of the { $span ->
        [day] day’s
        *[month] month’s
    } budget is gone
}
web-rest = { NUMBER($count) } others
web-whole = Whole bot
web-budget = { $span ->
    [none] none is set
    [day] { $whose } · day
    *[month] { $whose } · month
}
web-budget-span = { $span ->
    [none] no budget set
    [day] today
    *[month] this month
}
web-link =
    📊 <a href="{ $link }">Open the dashboard</a>
    Works once, for { $minutes } minutes.
web-off = The dashboard is off – set <code>BOT_WEB_PORT</code> and start me again.
today-title = Today · { $at }
today-above = 📊 Today is in the picture above.
today-again = 🔄 Now
today-gateway = { $title } · { $cost } · { $same ->
    [yes] { "" }
    *[no] { NUMBER($usual) }–
}{ NUMBER($most) } s
today-caption =
    📊 { NUMBER($shown) } of { NUMBER($made) } made, { NUMBER($failed) } failed
    Earned { NUMBER($earned) } ₫, paid out { NUMBER($spent) } ₫
web-word = { $word ->
    [made] Asked
    [shown] Made
    [failed] Failed
    [cancelled] Cancelled
    [earned] Earned
    [spent] Gateways took
    [margin] Left over
    [active] People
    [given] Given
    [stars_in] Stars in
    [stars_back] Stars back
    [gateway] Gateway
    [failed_tries] Failed tries
    [p50] Half within
    [p95] 95% within
    [cost] Cost
    [loss] Loss
    [model] Model
    [spent_there] Paid there
    [when] When
    [person] Person
    [jobs] Jobs
    [paid] Paid
    [left] Wallet
    [group] Group
    [people] People
    [outcome] What
    [reason] Why
    [job] Job
    [at] When
    [what] What
    [credits] Credits
    [payer] From
    [stars] Stars
    [refunded] Refunded
    [returned] Held and given back
    [expired] Expired
    [topped_up] Topped up
    [taken_back] Top-ups taken back
    [health] Health
    [running] Under way
    [threads] Threads
    [waiting] Waiting
    [made_today] Today
    [cap] Day's cap
    [left_there] Left there
    [drift] Drift
    [told_at] Told
    [budget] Budget gone
    [budget_of] Whose
    [period] For
    [may_spend] May spend
    [spent_of_it] Spent
    [held] Held
    [left_of_it] Left
    [gone] Gone
    [payer-w] Wallets
    [payer-g] Gifts of credits
    [payer-pool] Group pools
    [payer-tab] Only recorded
    *[other] { $word }
}
web-page = { $page ->
    [overview] Overview
    [gateways] Gateways
    [people] People
    [jobs] Jobs
    *[money] Money
}
web-span = { $span ->
    [today] Today
    [yesterday] Yesterday
    [week] 7 days
    *[month] This month
}
web-table = { $table ->
    [time] Over time
    [gateways] Gateways
    [models] Models
    [budgets] Budgets
    [health] How the gateways are
    [spenders] Who spent most
    [groups] Groups
    [reasons] Why jobs failed
    [failures] Last failures
    [credits] Credits
    [payers] Who paid
    [stars] Stars
    *[model_costs] What models cost
}
web-note = { $note ->
    [queue] { NUMBER($waiting) } waiting, { NUMBER($running) } running
    [took] { NUMBER($usual) } s, 95% ≤ { NUMBER($most) } s
    [share] { NUMBER($percent) }%
    [refunded] { $credits } ₫ refunded
    [lost] of it lost { $credits } ₫
    [new] { NUMBER($count) } new
    *[stars_back] { NUMBER($count) } back
}
web-outcome = { $outcome ->
    [refused] Refused by content rules
    [invalid] Not taken by the gateway
    [exhausted] Gateway out of order
    [broken] Gateway failed
    [unclear] Answer lost
    [interrupted] Stopped halfway
    [expired] Took too long
    [unshowable] Telegram does not take it
    [unreachable] Nobody there
    *[other] { $outcome }
}
web-health = { $health ->
    [rests] 😴 rests: { $reason }
    *[well] ✅ well
}
