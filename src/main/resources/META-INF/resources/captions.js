// Defines <roomscribe-captions room="…">. A page that embeds it needs one script tag:
//   <script type="module" src="https://captions.example.org/captions.js"></script>
import { RoomscribeCaptions } from './captions/element.js';

if (!customElements.get('roomscribe-captions')) {
  customElements.define('roomscribe-captions', RoomscribeCaptions);
}
